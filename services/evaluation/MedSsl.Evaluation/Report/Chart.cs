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
    private const int MaxSteps = 6;

    private static readonly Axis UnitAxis = new(0, 0.2, 5);

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string XLabel { get; init; }

    public required string YLabel { get; init; }

    public required IReadOnlyList<ChartLine> Lines { get; init; }

    public int Width { get; init; } = 360;

    public int Height { get; init; } = 340;

    /// <summary>Both axes are 0..1, with the diagonal of chance; else they follow the points.</summary>
    public bool IsRoc { get; init; }

    public Html Draw()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var horizontal = IsRoc ? UnitAxis : Around(points.Select(point => point.X));
        var vertical = IsRoc ? UnitAxis : Around(points.Select(point => point.Y));
        var body = new StringBuilder();
        foreach (var value in horizontal.Ticks)
        {
            body.Append(Html.Of($"<line class=\"grid\" x1=\"{X(value):F1}\" y1=\"{Top}\" x2=\"{X(value):F1}\" y2=\"{Height - Bottom}\"/><text x=\"{X(value):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Number(value)}</text>"));
        }

        foreach (var value in vertical.Ticks)
        {
            body.Append(Html.Of($"<line class=\"grid\" x1=\"{Left}\" y1=\"{Y(value):F1}\" x2=\"{Width - Right}\" y2=\"{Y(value):F1}\"/><text x=\"{Left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{Number(value)}</text>"));
        }

        if (IsRoc)
        {
            body.Append(Html.Of($"<line class=\"chance\" x1=\"{X(0):F1}\" y1=\"{Y(0):F1}\" x2=\"{X(1):F1}\" y2=\"{Y(1):F1}\"/>"));
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

        double X(double value) => Left + horizontal.Share(value) * (Width - Left - Right);
        double Y(double value) => Height - Bottom - vertical.Share(value) * (Height - Top - Bottom);
        string Path(IReadOnlyList<(double X, double Y)> line) =>
            string.Join(' ', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Y):F1}")));
    }

    private Html Legend() => Lines.Count < 2 ? Html.Empty : Html.Of($"<ul class=\"legend\">{Html.Join(Lines.Select(line => Html.Of($"<li><svg width=\"34\" height=\"10\" aria-hidden=\"true\"><polyline class=\"{line.Style}\" points=\"1,5 33,5\"/></svg> {line.Label}</li>")))}</ul>");

    /// <summary>An axis over the values: its ends and steps are short numbers.</summary>
    private static Axis Around(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (!double.IsFinite(low))
        {
            return UnitAxis;
        }

        var span = Math.Max(high - low, 1e-6 * Math.Max(1, Math.Abs(high)));
        var unit = Math.Pow(10, Math.Floor(Math.Log10(span / MaxSteps)));
        var step = unit * ((double[])[1, 2, 2.5, 5, 10]).First(factor => factor * unit * MaxSteps >= span);
        var start = Math.Floor(low / step);
        return new Axis(start * step, step, Math.Max(1, (int)(Math.Ceiling(high / step) - start)));
    }

    private static string Number(double value) => (Math.Abs(value) < 1e-12 ? 0 : value).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    private sealed record Axis(double Low, double Step, int Steps)
    {
        public IEnumerable<double> Ticks => Enumerable.Range(0, Steps + 1).Select(i => Low + i * Step);

        public double Share(double value) => (value - Low) / (Step * Steps);
    }
}
