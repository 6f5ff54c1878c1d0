#include "numerics/spline.h"

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

using Weights = std::array<double, max_spline_degree + 1>;

// The knot vector is the samples with both ends (degree + 1)-fold: reading past an end yields the end.
double knot(std::span<const double> knots, std::ptrdiff_t index) {
  const auto last = static_cast<std::ptrdiff_t>(knots.size()) - 1;
  return knots[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(index, 0, last))];
}

// The non-zero B-splines of `degree` on the span that begins at knots[span], at x.
void fill_basis(std::span<const double> knots, std::ptrdiff_t span, int degree, double x, Weights& basis) {
  Weights left{}, right{};
  basis[0] = 1;
  for (int d = 1; d <= degree; ++d) {
    left[static_cast<std::size_t>(d)] = x - knot(knots, span + 1 - d);
    right[static_cast<std::size_t>(d)] = knot(knots, span + d) - x;
    double carried = 0;
    for (int r = 0; r < d; ++r) {
      const auto i = static_cast<std::size_t>(r);
      const double to_right = right[i + 1];
      const double to_left = left[static_cast<std::size_t>(d - r)];
      const double part = basis[i] / (to_right + to_left);
      basis[i] = carried + to_right * part;
      carried = to_left * part;
    }
    basis[static_cast<std::size_t>(d)] = carried;
  }
}

// From the k-th derivatives of the B-splines of degree - 1 to the (k+1)-th of those of `degree`.
void raise_derivative(std::span<const double> knots, std::ptrdiff_t span, int degree, Weights& basis) {
  double previous = 0;
  for (int j = 0; j <= degree; ++j) {
    const auto i = static_cast<std::size_t>(j);
    double next = 0;
    if (j < degree) {
      const std::ptrdiff_t begin = span - degree + 1 + j;
      next = degree * basis[i] / (knot(knots, begin + degree) - knot(knots, begin));
    }
    basis[i] = previous - next;
    previous = next;
  }
}

// Row on a given span, without regard to whether x lies in it.
SplineRow row_on_span(std::span<const double> knots, std::ptrdiff_t span, int degree, double x, int order) {
  SplineRow row;
  row.first = static_cast<std::size_t>(span);
  if (order > degree) return row;
  fill_basis(knots, span, degree - order, x, row.weights);
  for (int d = degree - order + 1; d <= degree; ++d) raise_derivative(knots, span, d, row.weights);
  return row;
}

// Beyond an end the natural spline is its Taylor polynomial of degree m - 1 there.
SplineRow row_beyond(std::span<const double> knots, std::ptrdiff_t span, int degree, double end, double x,
                     int order) {
  SplineRow row;
  row.first = static_cast<std::size_t>(span);
  const int half_order = (degree + 1) / 2;
  double factor = 1;
  for (int k = order; k < half_order; ++k) {
    const SplineRow term = row_on_span(knots, span, degree, end, k);
    for (std::size_t j = 0; j < row.weights.size(); ++j) row.weights[j] += factor * term.weights[j];
    factor *= (x - end) / (k - order + 1);
  }
  return row;
}

// Square banded matrix, `half_width` diagonals on either side, with room for what row exchanges fill in.
class BandedMatrix {
 public:
  BandedMatrix(std::size_t size, int half_width)
      : size_(size),
        half_width_(static_cast<std::size_t>(half_width)),
        stride_(3 * half_width_ + 1),
        cells_(size * stride_, 0.0) {}

  double& at(std::size_t row, std::size_t column) {
    return cells_[row * stride_ + (column + half_width_ - row)];
  }

  // Solves in place by elimination with row exchanges; the matrix is used up.
  void solve(SampleMatrix& right_side) {
    for (std::size_t k = 0; k < size_; ++k) eliminate(k, right_side);
    for (std::size_t k = size_; k-- > 0;) {
      auto row = right_side.row(static_cast<Eigen::Index>(k));
      const std::size_t end = std::min(size_, k + 2 * half_width_ + 1);
      for (std::size_t c = k + 1; c < end; ++c)
        row -= at(k, c) * right_side.row(static_cast<Eigen::Index>(c));
      row /= at(k, k);
    }
  }

 private:
  void eliminate(std::size_t k, SampleMatrix& right_side) {
    const std::size_t row_end = std::min(size_, k + half_width_ + 1);
    const std::size_t column_end = std::min(size_, k + 2 * half_width_ + 1);
    std::size_t pivot = k;
    for (std::size_t r = k + 1; r < row_end; ++r)
      if (std::abs(at(r, k)) > std::abs(at(pivot, k))) pivot = r;
    require(at(pivot, k) != 0, "a natural spline's equations are regular");
    if (pivot != k) {
      for (std::size_t c = k; c < column_end; ++c) std::swap(at(k, c), at(pivot, c));
      right_side.row(static_cast<Eigen::Index>(k)).swap(right_side.row(static_cast<Eigen::Index>(pivot)));
    }
    for (std::size_t r = k + 1; r < row_end; ++r) {
      const double factor = at(r, k) / at(k, k);
      if (factor == 0) continue;
      for (std::size_t c = k + 1; c < column_end; ++c) at(r, c) -= factor * at(k, c);
      right_side.row(static_cast<Eigen::Index>(r)) -= factor * right_side.row(static_cast<Eigen::Index>(k));
    }
  }

  std::size_t size_, half_width_, stride_;
  std::vector<double> cells_;
};

// Derivatives are worth 1/h^k: without the scaling the exchanges would always choose them.
void set_scaled_row(BandedMatrix& matrix, std::size_t at_row, const SplineRow& row, std::size_t skip,
                    std::size_t count) {
  double largest = 0;
  for (std::size_t j = skip; j < skip + count; ++j) largest = std::max(largest, std::abs(row.weights[j]));
  for (std::size_t j = skip; j < skip + count; ++j)
    matrix.at(at_row, row.first + j) = row.weights[j] / largest;
}

}  // namespace

SplineRow spline_row(std::span<const double> knots, int degree, double x, int order) {
  const auto last_span = static_cast<std::ptrdiff_t>(knots.size()) - 2;
  if (x < knots.front()) return row_beyond(knots, 0, degree, knots.front(), x, order);
  if (x > knots.back()) return row_beyond(knots, last_span, degree, knots.back(), x, order);
  const auto after = std::upper_bound(knots.begin(), knots.end(), x) - knots.begin();
  return row_on_span(knots, std::min<std::ptrdiff_t>(after - 1, last_span), degree, x, order);
}

SampleMatrix natural_spline_coefficients(std::span<const double> knots, int degree,
                                         const SampleMatrix& samples) {
  const std::size_t count = knots.size();
  require(static_cast<std::size_t>(samples.rows()) == count, "one row of samples per knot");
  require(count > static_cast<std::size_t>(degree), "a natural spline needs degree + 1 knots");
  const int half_order = (degree + 1) / 2;
  const auto end_rows = static_cast<std::size_t>(half_order - 1);
  const std::size_t size = count + 2 * end_rows;
  BandedMatrix matrix(size, half_order - 1);
  SampleMatrix right_side = SampleMatrix::Zero(static_cast<Eigen::Index>(size), samples.cols());

  // Order of the rows: first sample, end conditions there, inner samples, end conditions, last sample.
  // That order keeps the band at m - 1.
  matrix.at(0, 0) = 1;
  matrix.at(size - 1, size - 1) = 1;
  right_side.row(0) = samples.row(0);
  right_side.row(static_cast<Eigen::Index>(size) - 1) = samples.row(samples.rows() - 1);
  const auto p = static_cast<std::size_t>(degree);
  const auto last_span = static_cast<std::ptrdiff_t>(count) - 2;
  for (std::size_t i = 0; i < end_rows; ++i) {
    const int order = half_order + static_cast<int>(i);
    const auto used = static_cast<std::size_t>(order) + 1;
    set_scaled_row(matrix, 1 + i, row_on_span(knots, 0, degree, knots.front(), order), 0, used);
    set_scaled_row(matrix, size - 2 - i, row_on_span(knots, last_span, degree, knots.back(), order),
                   p + 1 - used, used);
  }
  for (std::size_t j = 1; j + 1 < count; ++j) {
    const SplineRow row = row_on_span(knots, static_cast<std::ptrdiff_t>(j), degree, knots[j], 0);
    for (std::size_t i = 0; i < p; ++i) matrix.at(end_rows + j, row.first + i) = row.weights[i];
    right_side.row(static_cast<Eigen::Index>(end_rows + j)) = samples.row(static_cast<Eigen::Index>(j));
  }
  matrix.solve(right_side);
  return right_side;
}

Result<Done> check_spline_input(std::span<const double> knots, int degree, const SampleMatrix& samples,
                                const std::string& where) {
  if (degree < 1 || degree > max_spline_degree || degree % 2 == 0)
    return Refusal{where, "a spline of degree " + std::to_string(degree) + " is not known",
                   "Use degree 1, 3, 5 or 7."};
  if (knots.size() < static_cast<std::size_t>(degree) + 1)
    return Refusal{where,
                   "a spline of degree " + std::to_string(degree) + " needs at least " +
                       std::to_string(degree + 1) + " points; there are " + std::to_string(knots.size()),
                   "Give more points, or a lower degree."};
  if (static_cast<std::size_t>(samples.rows()) != knots.size())
    return Refusal{where,
                   "there are " + std::to_string(knots.size()) + " x and " + std::to_string(samples.rows()) +
                       " y values",
                   "Give as many y as x values."};
  for (std::size_t i = 0; i < knots.size(); ++i) {
    if (!std::isfinite(knots[i]) || (i > 0 && !(knots[i] > knots[i - 1])))
      return Refusal{where, "point " + std::to_string(i + 1) + " does not lie after the one before it",
                     "Give points whose x values are numbers and increase."};
  }
  if (!samples.allFinite())
    return Refusal{where, "a value is not a finite number", "Fill the gaps, or leave the column out."};
  return Done{};
}

SplineSet::SplineSet(int degree, std::vector<double> times_s, SampleMatrix coefficients)
    : degree_(degree), times_s_(std::move(times_s)), coefficients_(std::move(coefficients)) {
  require(static_cast<std::size_t>(coefficients_.rows()) + 1 ==
              times_s_.size() + static_cast<std::size_t>(degree_),
          "a spline has knots + degree - 1 coefficients");
}

double SplineSet::value(std::size_t column, double time_s, int order) const {
  const SplineRow row = spline_row(times_s_, degree_, time_s, order);
  double sum = 0;
  for (std::size_t j = 0; j <= static_cast<std::size_t>(degree_); ++j)
    sum += row.weights[j] *
           coefficients_(static_cast<Eigen::Index>(row.first + j), static_cast<Eigen::Index>(column));
  return sum;
}

void SplineSet::evaluate(double time_s, int order, std::span<double> out) const {
  require(out.size() == column_count(), "room for every column of a spline set");
  const SplineRow row = spline_row(times_s_, degree_, time_s, order);
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t j = 0; j <= static_cast<std::size_t>(degree_); ++j) {
    const double weight = row.weights[j];
    const double* coefficient = coefficients_.data() + (row.first + j) * out.size();
    for (std::size_t c = 0; c < out.size(); ++c) out[c] += weight * coefficient[c];
  }
}

SampleMatrix SplineSet::sample(std::span<const double> times_s, int order) const {
  SampleMatrix out(static_cast<Eigen::Index>(times_s.size()), coefficients_.cols());
  for (std::size_t i = 0; i < times_s.size(); ++i)
    evaluate(times_s[i], order, std::span(out.data() + i * column_count(), column_count()));
  return out;
}

Result<SplineSet> make_spline_set(int degree, const std::vector<double>& times_s, const SampleMatrix& samples,
                                  const std::string& where) {
  if (auto checked = check_spline_input(times_s, degree, samples, where); !checked) return checked.refusal();
  return SplineSet(degree, times_s, natural_spline_coefficients(times_s, degree, samples));
}

}  // namespace loadshare::numerics
