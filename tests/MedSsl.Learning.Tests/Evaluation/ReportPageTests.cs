using System.Xml.Linq;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Report;
using MedSsl.Evaluation.Results;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

public sealed class ReportPageTests
{
    private static readonly TrainingCurve Curve = new(
        [.. Enumerable.Range(1, 200).Select(i => ((double)i, 0.16 - 0.9 * (1 - Math.Exp(-i / 80.0)) + 0.02 * Math.Sin(i)))],
        [.. Enumerable.Range(1, 200).Select(i => ((double)i, 8 + 22 * Math.Exp(-i / 60.0)))]);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Write_is_one_well_formed_file_without_outside_parts(int classes)
    {
        var html = ReportPage.Write(Result(classes), Curve);
        KeepForTheEye(html, $"report-{classes}.html");

        var body = XElement.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)]);
        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(body.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.All(body.Descendants("svg").Where(svg => svg.Attribute("role") is not null), svg => Assert.NotEmpty(svg.Attribute("aria-label")!.Value));
        Assert.Equal(classes == 2 ? 2 : 8, body.Descendants("table").Count(table => table.Element("caption") is not null));
    }

    [Fact]
    public void Write_says_verdict_figures_digests_and_the_command()
    {
        var result = Result(2);
        var html = ReportPage.Write(result, Curve);

        Assert.Contains(System.Net.WebUtility.HtmlEncode(result.Summary!), html, StringComparison.Ordinal);
        Assert.Contains($"{result.Probes[0].Headline.Model.Auc:F3}", html, StringComparison.Ordinal);
        Assert.Contains(new string('a', 64), html, StringComparison.Ordinal);
        Assert.Contains("medssl benchmark --train north --test south --task nodule --model chest --model-version 3", html, StringComparison.Ordinal);
        Assert.Contains("5 images of 2 patients", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_names_are_text_never_markup()
    {
        var result = Result(2);
        var html = ReportPage.Write(result with { Model = result.Model! with { Name = "<script>alert('&')</script>" } }, TrainingCurve.Empty);

        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("left no training curve", html, StringComparison.Ordinal);
    }

    /// <summary>Set MEDSSL_KEEP_REPORTS to a folder to look at what these tests write.</summary>
    private static void KeepForTheEye(string html, string name)
    {
        if (Environment.GetEnvironmentVariable("MEDSSL_KEEP_REPORTS") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, name), html);
        }
    }

    private static BenchmarkResult Result(int classes)
    {
        var random = new Random(7);
        var labels = Enumerable.Range(0, 112).Select(i => i % classes).ToArray();
        var truth = new TestSide([.. Enumerable.Range(0, classes).Select(k => $"{k}")], labels, [.. labels.Select((_, i) => $"p{i / 2}")]);
        double[][] Scores(double signal) => [.. labels.Select(label => Enumerable.Range(0, classes).Select(k => random.NextDouble() + random.NextDouble() + (k == label ? signal : 0)).ToArray())];
        var outputs = new[] { Scores(0.8), Scores(0.4), Scores(0.5), Scores(0.3) };
        var data = new MeasuredData
        {
            Train = new MeasuredDataset("north", 4, new string('b', 64)),
            Test = new MeasuredDataset("south", 1, new string('c', 64)),
            SplitRule = "Every labelled image of the test dataset is a test image.",
            Classes = [.. Enumerable.Range(0, classes).Select(k => new ClassCount($"{k}", 200, 150, 112 / classes, 28))],
            LeftOut = [new ClassCount("unclear", 1, 1, 0, 0)],
            TrainImages = 200 * classes,
            TrainPatients = 150 * classes,
            TestImages = 112,
            TestPatients = 56,
            OverlapPatients = 2,
            OverlapImages = 5,
            Conflicts = 3,
            LabelsWithoutImage = 1,
            TestPatientsInPretraining = 56,
            LabelSources = ["research set"],
            SelectionSha256 = new string('d', 64),
        };
        var settings = BenchmarkRunner.Settings(new MedSsl.Evaluation.EvaluationOptions());
        ProbeResult[] probes =
        [
            ProbeComparison.Compare(ProbeResult.Linear, outputs, [0.1, 1, 0.1, 1], truth, 200, 1),
            ProbeComparison.Compare(ProbeResult.NearestNeighbours, outputs, [], truth, 200, 1),
        ];
        return new BenchmarkResult
        {
            FormatVersion = BenchmarkResult.CurrentFormat,
            BenchmarkId = "nodule-1",
            Request = new RequestBenchmark { BenchmarkId = "nodule-1", Model = "chest", Task = "nodule", TrainDataset = "north", TestDataset = "south" },
            EndedAt = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
            Verdict = Verdict.Of(probes[0].Headline),
            Summary = Verdict.Sentence(probes[0].Headline, "chest", 3, "nodule", 112, 56),
            Model = new MeasuredModel
            {
                Name = "chest",
                Version = 3,
                RunId = "run-7",
                Backbone = "resnet18",
                Dataset = "north",
                DatasetVersion = 4,
                Weights = Reference('a'),
                Recipe = Reference('e'),
            },
            Data = data,
            Settings = settings,
            Probes = probes,
            Caveats = Caveats.Of(data, settings, probes[0].Headline),
        };
    }

    private static ObjectRef Reference(char digit) => new() { Bucket = "medssl", Key = $"{digit}", Sha256 = new string(digit, 64), Bytes = 1, MediaType = "application/octet-stream" };
}
