using System.Globalization;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Results;

namespace MedSsl.Evaluation.Report;

/// <summary>How the figures were made, and how to make them again.</summary>
internal static class MethodSection
{
    public static Html Write(BenchmarkResult result, MeasuredModel model, MeasuredSettings settings)
    {
        var data = result.Data!;
        return Html.Of($"""
            <section><h2>Method</h2>
            <p>Each image is brought to {settings.FeatureSize} × {settings.FeatureSize} pixels and passed once through the frozen backbone. Batch-normalization statistics are re-estimated on the training images ({settings.CalibrationImages} at most), for trained and random weights alike.
            The linear probe is penalized logistic regression on standardized features; its penalty is chosen on the training side by {settings.Folds}-fold cross-validation with whole patients held out.
            Nearest neighbours vote by cosine similarity. "DeLong" takes images as independent; "patients" resamples patients {settings.BootstrapRounds} times. p is two-sided, for no difference.</p>
            <div class="scroll"><table><tbody>
            {DataSection.Fact("Penalties tried", Numbers(settings.Penalties))}
            {Html.Join(result.Probes.Where(probe => probe.Penalties.Count > 0).Select(probe => DataSection.Fact("Penalties chosen (model, then random by seed)", Numbers(probe.Penalties))))}
            {DataSection.Fact("Neighbours, temperature", FormattableString.Invariant($"{settings.Neighbours}, {settings.Temperature}"))}
            {DataSection.Fact("Seeds of the random backbones; of the bootstrap", $"{string.Join(", ", settings.RandomSeeds)}; {settings.BootstrapSeed}")}
            {DataSection.Fact("Weights, SHA-256", model.Weights.Sha256, isDigest: true)}
            {DataSection.Fact("Recipe, SHA-256", model.Recipe.Sha256, isDigest: true)}
            {DataSection.Fact("Training dataset's manifest, SHA-256", data.Train.ManifestSha256, isDigest: true)}
            {DataSection.Fact("Test dataset's manifest, SHA-256", data.Test.ManifestSha256, isDigest: true)}
            {DataSection.Fact("Images, sides and labels, SHA-256", data.SelectionSha256, isDigest: true)}
            </tbody></table></div>
            <h3>Make it again</h3>
            <pre>{Command(result.Request, model.Version)}</pre>
            <p class="soft">The same dataset versions and labels (the digests tell) give the same figures on the same machine. Another processor rounds differently, and the last digits may move.</p>
            </section>

            """);
    }

    private static string Command(RequestBenchmark request, int version)
    {
        var test = request.TestDataset is null ? "" : $" --test {request.TestDataset}";
        return string.Create(CultureInfo.InvariantCulture, $"medssl benchmark --train {request.TrainDataset}{test} --task {request.Task} --model {request.Model} --model-version {version}");
    }

    private static string Numbers(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
