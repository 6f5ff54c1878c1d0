# callgrind_annotate's list of functions, summed by group: which part of the program the instructions are in.
# The first pattern that fits decides.
function group_of(f) {
  if (f ~ /loadshare::mechanics::(wrap_|PathEngine|measure_length|\(anonymous namespace\)::(add_wrench|keep_first|find_stretch|direction|lengthen|add_coord|remove_touch|Cylinder|Ellipsoid|.*wrap))/) return "paths and wraps"
  if (f ~ /loadshare::mechanics::(MomentArms|MuscleMechanics)/) return "moment arms"
  if (f ~ /loadshare::mechanics::(Skeleton|SimbodyTree|CustomMobilizer|inertial_force|add_gravity)|SimTK|libSimTK|dyncast|dynamic_cast|class_type_info/) return "pose, hinge columns, accelerations (Simbody)"
  if (f ~ /loadshare::mechanics::Couplings|loadshare::dynamics|loadshare::mechanics::add_/) return "known forces and couplings"
  if (f ~ /loadshare::muscle/) return "fibre states"
  if (f ~ /loadshare::sharing|loadshare::numerics::(box|Box|solve_box|factor|solve_chol|\(anonymous namespace\)::(Ascent|Box|Price))/) return "sharing"
  if (f ~ /loadshare::numerics::(\(anonymous namespace\)::)?(row_on_span|filter|SplineSet|natural_spline|check_spline|make_spline|Coefficients)|loadshare::motion|lowpass|pad_by/) return "filter, splines, kinematics"
  if (f ~ /loadshare::numerics|__do_visit/) return "functions of one coordinate"
  if (f ~ /to_chars|write_storage|format_storage|append_number|libfmt|fmt::/) return "writing results"
  if (f ~ /from_chars|pugi|loadshare::capture|loadshare::model|strtod|LineWalker/) return "reading files"
  if (f ~ /ld-linux|\/elf\//) return "start of the process (dynamic linking)"
  if (f ~ /libm\.so|sysdeps\/ieee754/) return "sin, cos, atan2 and the like"
  if (f ~ /malloc|_int_free|operator new|operator delete|libc\.so.*free/) return "allocation"
  if (f ~ /memcpy|memmove|memset|memchr|strlen|strcmp/) return "copying and clearing memory"
  return "everything else"
}
/^ *[0-9,]+ \([ 0-9.]+%\) / {
  count = $1; gsub(/,/, "", count)
  if (/PROGRAM TOTALS/) { total = count; next }
  sum[group_of($0)] += count
}
END {
  for (g in sum) printf "%6.1f %%  %8.1f million  %s\n", 100 * sum[g] / total, sum[g] / 1e6, g | "sort -rn"
  close("sort -rn")
  printf "%6.1f %%  %8.1f million  all\n", 100, total / 1e6
}
