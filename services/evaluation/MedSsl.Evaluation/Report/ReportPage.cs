using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Report;

/// <summary>The report of a completed benchmark: one HTML file without outside parts, for screen and print.</summary>
internal static class ReportPage
{
    private static readonly string[] RandomStyles = ["line-a", "line-b", "line-c"];

    public static string Write(BenchmarkResult result, TrainingCurve curve)
    {
        var (model, data, settings) = (result.Model!, result.Data!, result.Settings!);
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{model.Name} version {model.Version} on {result.Request.Task}</title>
            <style>
            {new Html(ReportStyle.Css)}
            </style>
            </head>
            <body>
            <header>
            <h1>{model.Name} version {model.Version} on {result.Request.Task}</h1>
            <p class="soft">Benchmark {result.BenchmarkId}, ended {result.EndedAt:yyyy-MM-dd HH:mm} UTC. A {model.Backbone}, frozen, against {settings.RandomSeeds.Count} of the same architecture with random weights.</p>
            </header>
            <p class="verdict {result.Verdict}">{result.Summary}</p>
            <main>
            {Html.Join(result.Probes.Select(Figures))}
            {Curves(result)}
            {Training(model, curve)}
            {DataSection.Write(data)}
            {MethodSection.Write(result, model, settings)}
            <section><h2>Keep in mind</h2><ul>{Html.Join(result.Caveats.Select(caveat => Html.Of($"<li>{caveat}</li>")))}</ul></section>
            </main>
            </body>
            </html>

            """).Value;
    }

    private static string Title(ProbeResult probe) => probe.Probe switch
    {
        ProbeResult.Linear => "Linear probe",
        ProbeResult.NearestNeighbours => "Nearest neighbours",
        var other => other,
    };

    private static Html Figures(ProbeResult probe) => Html.Of($"""
        <section><h2>{Title(probe)}</h2>
        {Html.Join(probe.Targets.OrderByDescending(target => target.IsMacro).Select(target => Table(target, probe.Targets.Count > 1)))}</section>

        """);

    private static Html Table(TargetResult target, bool named) => Html.Of($"""
        <div class="scroll"><table>
        <caption>{(named ? target.IsMacro ? "Mean over classes, each against the rest" : $"Class {target.Target} against the rest" : $"Class {target.Target} is positive")}</caption>
        <thead><tr><th scope="col">Backbone</th><th scope="col" class="n">AUC</th>{Only(!target.IsMacro, "<th scope=\"col\" class=\"n\">95 % DeLong</th>")}<th scope="col" class="n">95 % patients</th><th scope="col" class="n">Model − this</th>{Only(!target.IsMacro, "<th scope=\"col\" class=\"n\">95 % DeLong</th>")}<th scope="col" class="n">95 % patients</th><th scope="col" class="n">p</th></tr></thead>
        <tbody>{Row("Registered model", target.Model, target.IsMacro, "model")}{Html.Join(target.Random.Select(score => Row($"Random, seed {score.Seed}", score, target.IsMacro, "")))}</tbody>
        </table></div>

        """);

    private static Html Row(string name, BackboneScore score, bool isMacro, string style) => Html.Of($"""
        <tr class="{style}"><th scope="row" class="name">{name}</th><td class="n">{score.Auc:F3}</td>{Cell(!isMacro, score.DeLong)}{Cell(true, score.Patients)}{(score.Difference is { } difference
            ? Html.Of($"<td class=\"n\">{difference.Value:+0.000;−0.000;0.000}</td>{Cell(!isMacro, difference.DeLong)}{Cell(true, difference.Patients)}<td class=\"n\">{Verdict.PValue(difference.PValue).Replace("= ", "", StringComparison.Ordinal)}</td>")
            : Html.Of($"<td></td>{Only(!isMacro, "<td></td>")}<td></td><td></td>"))}</tr>

        """);

    private static Html Cell(bool shown, Interval? interval) => !shown ? Html.Empty : interval is null
        ? Html.Of($"<td class=\"n\">–</td>")
        : Html.Of($"<td class=\"n\">{interval.Low:0.000;−0.000;0.000} to {interval.High:0.000;−0.000;0.000}</td>");

    private static Html Only(bool condition, string markup) => condition ? new Html(markup) : Html.Empty;

    private static Html Curves(BenchmarkResult result) => Html.Of($"""
        <section><h2>ROC curves</h2><div class="charts">
        {Html.Join(result.Probes.SelectMany(probe => probe.Targets.Where(target => !target.IsMacro).Select(target => Roc(probe, target))))}</div></section>

        """);

    private static Html Roc(ProbeResult probe, TargetResult target) => new Chart
    {
        Title = probe.Targets.Count > 1 ? $"{Title(probe)}, class {target.Target}" : Title(probe),
        Description = FormattableString.Invariant($"True positive rate over false positive rate. Area: model {target.Model.Auc:F3}, best random backbone {target.BestRandom.Auc:F3}."),
        XLabel = "False positive rate",
        YLabel = "True positive rate",
        IsRoc = true,
        Lines =
        [
            Line("Registered model", "line-model", target.Model),
            .. target.Random.Select((score, i) => Line($"Random {score.Seed}", RandomStyles[i % RandomStyles.Length], score)),
        ],
    }.Draw();

    private static ChartLine Line(string label, string style, BackboneScore score) =>
        new(label, style, [.. score.Roc.Select(point => (point[0], point[1]))]);

    private static Html Training(MeasuredModel model, TrainingCurve curve) => curve.LossMinusLogK.Count == 0
        ? Html.Of($"<section><h2>Pretraining</h2><p>Run {model.RunId} left no training curve.</p></section>")
        : Html.Of($"""
            <section><h2>Pretraining</h2><p class="soft">Run {model.RunId} on {model.Dataset} version {model.DatasetVersion}. A loss of ln K (0 here) is what a collapsed or untrained network has.</p>
            <div class="charts">{Training("Loss − ln K", "SwAV loss minus ln K per step; below 0 something was learned.", curve.LossMinusLogK)}{Training("Code perplexity", "How many prototypes the codes of a step use.", curve.CodePerplexity)}</div></section>

            """);

    private static Html Training(string title, string description, IReadOnlyList<(double Step, double Value)> points) => points.Count == 0 ? Html.Empty : new Chart
    {
        Title = title,
        Description = FormattableString.Invariant($"{description} From {points[0].Value:F2} at step {points[0].Step:F0} to {points[^1].Value:F2} at step {points[^1].Step:F0}."),
        XLabel = "Step",
        YLabel = title,
        Height = 240,
        Lines = [new ChartLine(title, "line-model", points)],
    }.Draw();
}
