using System.Text.Json;

namespace MedSsl.Evaluation.Report;

/// <summary>
/// What the report shows of a training curve (JSON lines, one object per step). A line that is no JSON object, or lacks a figure, is passed
/// over: an unfinished last line must not cost a report.
/// </summary>
internal sealed record TrainingCurve(IReadOnlyList<(double Step, double Value)> LossMinusLogK, IReadOnlyList<(double Step, double Value)> CodePerplexity)
{
    private const int MaxPoints = 400;

    public static TrainingCurve Empty { get; } = new([], []);

    public static async Task<TrainingCurve> ReadAsync(Stream lines, CancellationToken cancellationToken)
    {
        var loss = new List<(double, double)>();
        var perplexity = new List<(double, double)>();
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                Add(json.RootElement, "lossMinusLogK", loss);
                Add(json.RootElement, "codePerplexity", perplexity);
            }
            catch (JsonException)
            {
                // see the summary
            }
        }

        return new TrainingCurve(Thin(loss), Thin(perplexity));
    }

    private static void Add(JsonElement line, string name, List<(double, double)> points)
    {
        if (Number(line, "step") is { } step && Number(line, name) is { } value)
        {
            points.Add((step, value));
        }
    }

    private static double? Number(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Number
        && found.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : null;

    private static List<(double, double)> Thin(List<(double, double)> points) => points.Count <= MaxPoints
        ? points
        : [.. Enumerable.Range(0, MaxPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MaxPoints - 1))])];
}
