using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Results;
using MedSsl.Imaging;
using MedSsl.Learning.Probes;

namespace MedSsl.Evaluation.Comparison;

/// <summary>
/// Features, probes and figures of a model and of random backbones at equal settings: same images, same size, same re-estimation of batch
/// statistics, same probe. No store, no bus, no clock.
/// </summary>
internal static class BenchmarkRunner
{
    private const double Temperature = 0.07; // of nearest-neighbour votes, as published
    private const int CalibrationImages = 2048; // batch statistics no longer move beyond this many
    private const ulong BootstrapSeed = 20260;

    public static MeasuredSettings Settings(EvaluationOptions options)
    {
        var probe = new LinearProbeOptions();
        return new MeasuredSettings
        {
            FeatureSize = options.FeatureSize,
            RandomSeeds = [.. Enumerable.Range(0, options.RandomSeeds)],
            CalibrationImages = CalibrationImages,
            Penalties = probe.Penalties,
            Folds = probe.Folds,
            Neighbours = options.Neighbours,
            Temperature = Temperature,
            BootstrapRounds = options.BootstrapRounds,
            BootstrapSeed = BootstrapSeed,
        };
    }

    /// <param name="split">The labelled images.</param>
    /// <param name="trainImages">Pixels of the training side, in its order.</param>
    /// <param name="testImages">Pixels of the test side, in its order.</param>
    /// <param name="openModel">Opens the features of the registered model.</param>
    /// <param name="backbone">Architecture of the random backbones.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="cancellationToken">Stops between batches of images.</param>
    /// <returns>The linear probe, then nearest neighbours.</returns>
    public static IReadOnlyList<ProbeResult> Run(
        TaskSplit split,
        IReadOnlyList<GrayImage> trainImages,
        IReadOnlyList<GrayImage> testImages,
        Func<BackboneFeatures> openModel,
        string backbone,
        MeasuredSettings settings,
        CancellationToken cancellationToken)
    {
        var labels = split.LabelIndices(split.Train);
        string[] patients = [.. split.Train.Select(sample => sample.Patient)];
        var outputs = new List<ProbeOutput>();
        foreach (var open in settings.RandomSeeds.Select(seed => (Func<BackboneFeatures>)(() => BackboneFeatures.Random(backbone, (ulong)seed))).Prepend(openModel))
        {
            using var features = open();
            features.Calibrate(Spread(trainImages, settings.CalibrationImages), settings.FeatureSize, cancellationToken);
            var train = features.Extract(trainImages, settings.FeatureSize, cancellationToken: cancellationToken);
            var test = features.Extract(testImages, settings.FeatureSize, cancellationToken: cancellationToken);
            outputs.Add(Probe(train, labels, split.Classes.Count, patients, test, settings));
            cancellationToken.ThrowIfCancellationRequested();
        }

        var truth = new TestSide([.. split.Classes.Select(count => count.Name)], split.LabelIndices(split.Test), [.. split.Test.Select(sample => sample.Patient)]);
        return
        [
            Compare(ProbeResult.Linear, output => output.Linear, [.. outputs.Select(output => output.Penalty)]),
            Compare(ProbeResult.NearestNeighbours, output => output.Neighbours, []),
        ];

        ProbeResult Compare(string probe, Func<ProbeOutput, double[][]> of, IReadOnlyList<double> penalties) =>
            ProbeComparison.Compare(probe, [.. outputs.Select(of)], penalties, truth, settings.BootstrapRounds, settings.BootstrapSeed);
    }

    private static ProbeOutput Probe(float[][] train, int[] labels, int classes, string[] patients, float[][] test, MeasuredSettings settings)
    {
        var probe = LinearProbe.Fit(train, labels, classes, patients, new LinearProbeOptions { Penalties = settings.Penalties, Folds = settings.Folds });
        return new ProbeOutput(
            probe.Predict(test),
            probe.Penalty,
            NearestNeighbours.Predict(train, labels, classes, test, settings.Neighbours, settings.Temperature));
    }

    /// <summary>At most <paramref name="most"/> images, evenly from the whole list.</summary>
    private static IReadOnlyList<GrayImage> Spread(IReadOnlyList<GrayImage> images, int most) => images.Count <= most
        ? images
        : [.. Enumerable.Range(0, most).Select(i => images[(int)((long)i * images.Count / most)])];
}
