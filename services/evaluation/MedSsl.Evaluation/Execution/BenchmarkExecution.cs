using MedSsl.Contracts.Documents;
using MedSsl.Evaluation.Comparison;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Models;
using MedSsl.Evaluation.Report;
using MedSsl.Evaluation.Requests;
using MedSsl.Evaluation.Results;
using MedSsl.Learning.Probes;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Evaluation.Execution;

/// <summary>
/// One benchmark from its accepted request to a result and a report: loads labels, images and weights, and calls the core. What no retry can
/// cure is a result with a reason; a store that is away is an exception.
/// </summary>
internal sealed class BenchmarkExecution(
    IObjectStore store,
    LabelledDatasets datasets,
    RegisteredModels models,
    IOptions<EvaluationOptions> options,
    ShardCache cache,
    TimeProvider time,
    ILogger<BenchmarkExecution> logger)
{
    public BenchmarkResult Failure(AcceptedBenchmark accepted, string reason) => Head(accepted) with { Failure = reason };

    /// <returns>The result without its report, and the report as HTML; no report when the benchmark failed.</returns>
    public async Task<(BenchmarkResult Result, string? Report)> RunAsync(AcceptedBenchmark accepted, CancellationToken cancellationToken)
    {
        try
        {
            return await MeasureAsync(accepted, cancellationToken);
        }
        catch (Exception exception) when (exception is ObjectIntegrityException or InvalidDataException)
        {
            return (Failure(accepted, $"Something the benchmark needs is absent or damaged: {exception.Message}"), null);
        }
    }

    private async Task<(BenchmarkResult Result, string? Report)> MeasureAsync(AcceptedBenchmark accepted, CancellationToken cancellationToken)
    {
        var request = accepted.Request;
        var model = await models.ReadAsync(request.Model, accepted.ModelVersion, cancellationToken)
            ?? throw new ObjectIntegrityException($"version {accepted.ModelVersion} of model '{request.Model}' is not in the registry any more");
        var trainView = await OpenAsync(request.TrainDataset, accepted.TrainVersion, cancellationToken);
        var testView = request.TestDataset is null ? null : await OpenAsync(request.TestDataset, accepted.TestVersion ?? 0, cancellationToken);
        var trainLabels = await datasets.LabelsAsync(trainView.Manifest, request.Task, cancellationToken);
        var testLabels = testView is null ? null : await datasets.LabelsAsync(testView.Manifest, request.Task, cancellationToken);
        var trainJoined = trainView.Join(trainLabels);
        var testJoined = testView?.Join(testLabels!);
        if (!TaskSplit.TryMake(trainJoined, testJoined, out var split, out var reason))
        {
            return (Failure(accepted, reason), null);
        }

        Log.Measuring(logger, request.BenchmarkId, request.Model, accepted.ModelVersion, request.Task, split.Train.Count, split.Test.Count);
        var settings = BenchmarkRunner.Settings(options.Value);
        var probes = await ProbesAsync(model, trainView, testView ?? trainView, split, settings, cancellationToken);
        var data = new MeasuredData
        {
            Train = trainView.Identity,
            Test = (testView ?? trainView).Identity,
            SplitRule = split.Rule,
            Classes = split.Classes,
            LeftOut = split.LeftOut,
            TrainImages = split.Train.Count,
            TrainPatients = TaskSplit.Patients(split.Train).Count,
            TestImages = split.Test.Count,
            TestPatients = TaskSplit.Patients(split.Test).Count,
            OverlapPatients = split.OverlapPatients,
            OverlapImages = split.OverlapImages,
            Conflicts = trainLabels.Conflicts + (testLabels?.Conflicts ?? 0),
            LabelsWithoutImage = trainView.Unmatched(trainLabels) + (testLabels is null ? 0 : testView!.Unmatched(testLabels)),
            TestPatientsInPretraining = await InPretrainingAsync(model, split.Test, cancellationToken),
            LabelSources = [.. trainLabels.Sources.Concat(testLabels?.Sources ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            SelectionSha256 = split.Sha256(),
        };
        var headline = probes[0].Headline;
        var result = Head(accepted) with
        {
            Verdict = Verdict.Of(headline),
            Summary = Verdict.Sentence(headline, model.Model, model.Version, request.Task, data.TestImages, data.TestPatients),
            Model = new MeasuredModel
            {
                Name = model.Model,
                Version = model.Version,
                RunId = model.RunId,
                Backbone = model.Backbone,
                Dataset = model.Dataset,
                DatasetVersion = model.DatasetVersion,
                Weights = model.Weights,
                Recipe = model.Recipe,
            },
            Data = data,
            Settings = settings,
            Probes = probes,
            Caveats = Caveats.Of(data, settings, headline),
        };
        return (result, ReportPage.Write(result, await CurveAsync(model, cancellationToken)));
    }

    private async Task<IReadOnlyList<ProbeResult>> ProbesAsync(
        ModelVersionRecord model, DatasetView trainView, DatasetView testView, TaskSplit split, MeasuredSettings settings, CancellationToken cancellationToken)
    {
        await cache.ForgetRewrittenAsync(store, cancellationToken);
        using var train = await NormalizedImages.OpenAsync(trainView.OnlyShardsOf(split.Train), cache, SampleSelection.Images, cancellationToken);
        using var test = await NormalizedImages.OpenAsync(testView.OnlyShardsOf(split.Test), cache, SampleSelection.Images, cancellationToken);
        await using var weights = await store.OpenVerifiedAsync(model.Weights, cancellationToken);

        // Minutes of computation: on a thread of its own, where torch's thread-local state stays together.
        return await Task.Factory.StartNew(
            () => BenchmarkRunner.Run(
                split,
                new SampleImages(train, split.Train, settings.FeatureSize),
                new SampleImages(test, split.Test, settings.FeatureSize),
                () => BackboneFeatures.FromWeights(weights),
                model.Backbone,
                settings,
                cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private async Task<DatasetView> OpenAsync(string dataset, int version, CancellationToken cancellationToken) =>
        await datasets.OpenAsync(dataset, version, cancellationToken)
            ?? throw new ObjectIntegrityException($"version {version} of dataset '{dataset}' is not in the store any more");

    /// <summary>Null when the pretraining dataset cannot be read any more: the figures stand without this number.</summary>
    private async Task<int?> InPretrainingAsync(ModelVersionRecord model, IReadOnlyList<LabelledSample> test, CancellationToken cancellationToken)
    {
        try
        {
            return await datasets.OpenAsync(model.Dataset, model.DatasetVersion, cancellationToken) is { } view
                ? TaskSplit.Patients(test).Intersect(view.Patients(), StringComparer.Ordinal).Count()
                : null;
        }
        catch (Exception exception) when (exception is ObjectIntegrityException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Empty when the curve cannot be read any more: the figures stand without it.</summary>
    private async Task<TrainingCurve> CurveAsync(ModelVersionRecord model, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await store.OpenVerifiedAsync(model.Curve, cancellationToken);
            return await TrainingCurve.ReadAsync(content, cancellationToken);
        }
        catch (ObjectIntegrityException)
        {
            return TrainingCurve.Empty;
        }
    }

    private BenchmarkResult Head(AcceptedBenchmark accepted) => new()
    {
        FormatVersion = BenchmarkResult.CurrentFormat,
        BenchmarkId = accepted.Request.BenchmarkId,
        Request = accepted.Request,
        EndedAt = time.GetUtcNow(),
    };
}
