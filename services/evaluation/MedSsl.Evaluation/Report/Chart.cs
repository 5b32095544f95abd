using System.Globalization;
using System.Text;

namespace MedSsl.Evaluation.Report;

/// <summary>A line of a <see cref="Chart"/>.</summary>
/// <param name="Label">Name in the legend.</param>
/// <param name="Style">Class of the style sheet: colour and dash pattern, so that lines differ without colour too.</param>
/// <param name="Points">From left to right.</param>
internal sealed record ChartLine(string Label, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A line chart as inline SVG: its colours come from the page, its meaning is told to screen readers by title and description.</summary>
internal sealed record Chart
{
    private const int Left = 52;
    private const int Right = 14;
    private const int Top = 12;
    private const int Bottom = 42;
    private const int Ticks = 5;

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string XLabel { get; init; }

    public required string YLabel { get; init; }

    public required IReadOnlyList<ChartLine> Lines { get; init; }

    public int Width { get; init; } = 360;

    public int Height { get; init; } = 340;

    /// <summary>Range of both axes; null to take it from the points.</summary>
    public (double Low, double High)? Square { get; init; }

    /// <summary>Draws the diagonal of chance.</summary>
    public bool Diagonal { get; init; }

    public Html Draw()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var (xLow, xHigh) = Square ?? Range(points.Select(point => point.X));
        var (yLow, yHigh) = Square ?? Range(points.Select(point => point.Y));
        var body = new StringBuilder();
        for (var i = 0; i <= Ticks; i++)
        {
            var (xValue, yValue) = (xLow + (xHigh - xLow) * i / Ticks, yLow + (yHigh - yLow) * i / Ticks);
            var (x, y) = (X(xValue), Y(yValue));
            body.Append(Html.Of($"<line class=\"grid\" x1=\"{x:F1}\" y1=\"{Top}\" x2=\"{x:F1}\" y2=\"{Height - Bottom}\"/><line class=\"grid\" x1=\"{Left}\" y1=\"{y:F1}\" x2=\"{Width - Right}\" y2=\"{y:F1}\"/>"));
            body.Append(Html.Of($"<text x=\"{x:F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Number(xValue)}</text><text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Number(yValue)}</text>"));
        }

        if (Diagonal)
        {
            body.Append(Html.Of($"<line class=\"chance\" x1=\"{X(xLow):F1}\" y1=\"{Y(yLow):F1}\" x2=\"{X(xHigh):F1}\" y2=\"{Y(yHigh):F1}\"/>"));
        }

        foreach (var line in Lines.Reverse())
        {
            body.Append(Html.Of($"<polyline class=\"{line.Style}\" points=\"{Path(line.Points)}\"/>")); // the first line on top
        }

        body.Append(Html.Of($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{XLabel}</text>"));
        body.Append(Html.Of($"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{YLabel}</text>"));
        return Html.Of($"""
            <figure><figcaption>{Title}</figcaption>
            <svg viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="{Title}. {Description}">{new Html(body.ToString())}</svg>
            {Legend()}</figure>

            """);

        double X(double value) => Left + (value - xLow) / (xHigh - xLow) * (Width - Left - Right);
        double Y(double value) => Height - Bottom - (value - yLow) / (yHigh - yLow) * (Height - Top - Bottom);
        string Path(IReadOnlyList<(double X, double Y)> line) =>
            string.Join(' ', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Y):F1}")));
    }

    private Html Legend() => Lines.Count < 2 ? Html.Empty : Html.Of($"<ul class=\"legend\">{Html.Join(Lines.Select(line => Html.Of($"<li><svg width=\"34\" height=\"10\" aria-hidden=\"true\"><polyline class=\"{line.Style}\" points=\"1,5 33,5\"/></svg> {line.Label}</li>")))}</ul>");

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (!double.IsFinite(low))
        {
            return (0, 1);
        }

        // Ends on a multiple of a round step: the five intervals then have short numbers.
        var span = Math.Max(high - low, 1e-9 * Math.Max(1, Math.Abs(high)));
        var unit = Math.Pow(10, Math.Floor(Math.Log10(span / Ticks)));
        foreach (var factor in (double[])[1, 2, 2.5, 5, 10, 20])
        {
            var start = Math.Floor(low / (factor * unit)) * factor * unit;
            if (start + Ticks * factor * unit >= high)
            {
                return (start, start + Ticks * factor * unit);
            }
        }

        return (low, high + span);
    }

    private static string Number(double value) => (Math.Abs(value) < 1e-12 ? 0 : value).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');
}
