using System.Text;
using System.Text.Json;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Training.Runs;

/// <summary>The reports of a run, one per step, as JSON lines.</summary>
internal sealed class TrainingCurve
{
    private readonly List<StepReport> reports = [];

    public IReadOnlyList<StepReport> Reports => reports;

    public static TrainingCurve Parse(byte[] jsonLines)
    {
        var curve = new TrainingCurve();
        foreach (var line in Encoding.UTF8.GetString(jsonLines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            curve.reports.Add(JsonSerializer.Deserialize<StepReport>(line, Json.Options)!);
        }

        return curve;
    }

    public void Add(StepReport report) => reports.Add(report);

    /// <summary>Forgets what came after <paramref name="step"/>: a resumed run takes those steps again.</summary>
    public void CutAfter(long step) => reports.RemoveAll(report => report.Step > step);

    /// <summary>The last step there is a report of; 0 without any.</summary>
    public long LastStep => reports.Count == 0 ? 0 : reports[^1].Step;

    /// <summary>Mean loss of the last steps, at most 20.</summary>
    public double RecentLoss() => Recent(report => report.Loss);

    /// <summary>Mean distance of the last steps, at most 20, from the loss of a collapsed network.</summary>
    public double RecentLossMinusLogK() => Recent(report => report.LossMinusLogK);

    public byte[] ToJsonLines()
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(JsonSerializer.Serialize(report, LineOptions)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private double Recent(Func<StepReport, double> figure) => reports.Count == 0 ? double.NaN : reports.TakeLast(20).Average(figure);

    private static readonly JsonSerializerOptions LineOptions = new(Json.Options) { WriteIndented = false, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
