// Read-outs under the plots: pointer or arrow keys pick a sample, its numbers appear as text.
document.querySelectorAll("figure").forEach((figure) => {
  const svg = figure.querySelector("svg");
  const source = figure.querySelector(".plot-data");
  const output = figure.querySelector("output");
  if (!svg || !source || !output) return;
  const data = JSON.parse(source.textContent);
  const cursor = svg.querySelector(".cursor");
  const first = data.times[0];
  const extent = data.times[data.times.length - 1] - first || 1;
  let picked = 0;
  const show = (index) => {
    picked = Math.max(0, Math.min(data.times.length - 1, index));
    const along = data.left + ((data.times[picked] - first) / extent) * (data.right - data.left);
    cursor.setAttribute("x1", along * data.width);
    cursor.setAttribute("x2", along * data.width);
    const held = data.series.filter((line) => line.values[picked] !== null)
      .map((line) => line.name + " " + line.values[picked] + " " + data.unit);
    output.textContent = data.times[picked].toFixed(2) + " s: " + (held.join(", ") || "not solved");
  };
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const along = ((event.clientX - box.left) / box.width - data.left) / (data.right - data.left);
    const time = first + along * extent;
    let nearest = 0;
    data.times.forEach((candidate, index) => {
      if (Math.abs(candidate - time) < Math.abs(data.times[nearest] - time)) nearest = index;
    });
    show(nearest);
  });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(picked + step);
  });
});
