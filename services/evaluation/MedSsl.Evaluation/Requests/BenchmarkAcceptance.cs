using MedSsl.Catalogue.Labels;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Data;
using MedSsl.Evaluation.Models;
using MedSsl.Hosting.Work;
using MedSsl.ObjectStorage;

namespace MedSsl.Evaluation.Requests;

/// <summary>
/// Checks a request against what is in the store and records it for good; the way of messages and of HTTP. The answer is a
/// <see cref="CommandAccepted"/>, or a <see cref="CommandRejected"/> with every reason at once.
/// </summary>
internal sealed class BenchmarkAcceptance(IObjectStore store, LabelledDatasets datasets, RegisteredModels models, TimeProvider time)
{
    public async Task<(CommandAccepted? Accepted, CommandRejected? Rejected)> AcceptAsync(RequestBenchmark request, CancellationToken cancellationToken)
    {
        var reasons = NameViolations(request);
        if (reasons.Count > 0)
        {
            return (null, Reject(request, reasons)); // nothing can be looked up under names that cannot exist
        }

        if (await store.ReadJsonAsync<AcceptedBenchmark>(ObjectKeys.BenchmarkRequest(request.BenchmarkId), cancellationToken) is { } earlier)
        {
            return await AcceptAgainAsync(request, earlier, cancellationToken);
        }

        var (modelVersion, modelReason) = await models.ResolveAsync(request.Model, request.ModelVersion, cancellationToken);
        reasons.AddRange(modelReason is null ? [] : [modelReason]);
        var trainVersion = await DatasetAsync(nameof(request.TrainDataset), request.TrainDataset, request.Task, reasons, cancellationToken);
        var testVersion = request.TestDataset is null
            ? null
            : await DatasetAsync(nameof(request.TestDataset), request.TestDataset, request.Task, reasons, cancellationToken);
        if (reasons.Count > 0 || modelVersion is null || trainVersion is null)
        {
            return (null, Reject(request, reasons));
        }

        return await AcceptAgainAsync(
            request,
            new AcceptedBenchmark
            {
                Request = request,
                ModelVersion = modelVersion.Value,
                TrainVersion = trainVersion.Value,
                TestVersion = testVersion,
                AcceptedAt = time.GetUtcNow(),
            },
            cancellationToken);
    }

    /// <summary>Records a request, or repeats the answer of an earlier one with the same id and content.</summary>
    private async Task<(CommandAccepted?, CommandRejected?)> AcceptAgainAsync(
        RequestBenchmark request, AcceptedBenchmark accepted, CancellationToken cancellationToken)
    {
        var id = request.BenchmarkId;
        if (accepted.Request == request)
        {
            accepted = await PendingWork.AcceptAsync(
                store, id, accepted, ObjectKeys.BenchmarkRequest(id), ObjectKeys.BenchmarkPending(id), ObjectKeys.BenchmarkResult(id), cancellationToken);
        }

        return accepted.Request == request
            ? (new CommandAccepted { Id = id, AcceptedAt = accepted.AcceptedAt }, null)
            : (null, Reject(request, [$"BenchmarkId: '{id}' belongs to another request, accepted at {accepted.AcceptedAt:u}. Choose a new id."]));
    }

    private static List<string> NameViolations(RequestBenchmark request)
    {
        var reasons = new List<string>();
        Check(nameof(request.BenchmarkId), request.BenchmarkId);
        Check(nameof(request.Model), request.Model);
        foreach (var part in (request.Task ?? "").Split('/', 2)) // a task, or a finding of it
        {
            Check(nameof(request.Task), part);
        }

        Check(nameof(request.TrainDataset), request.TrainDataset);
        if (request.ModelVersion is not null)
        {
            Check(nameof(request.ModelVersion), request.ModelVersion);
        }

        if (request.TestDataset is not null)
        {
            Check(nameof(request.TestDataset), request.TestDataset);
            if (request.TestDataset == request.TrainDataset)
            {
                reasons.Add($"TestDataset: it is the same as TrainDataset, '{request.TestDataset}'. Leave it out to divide that dataset.");
            }
        }

        return reasons;

        void Check(string field, string? name)
        {
            if (Names.Violation(name) is { } violation)
            {
                reasons.Add($"{field}: {violation}.");
            }
        }
    }

    private async Task<int?> DatasetAsync(string field, string dataset, string task, List<string> reasons, CancellationToken cancellationToken)
    {
        var version = await datasets.NewestVersionAsync(dataset, cancellationToken);
        if (version is null)
        {
            reasons.Add($"{field}: there is no dataset '{dataset}'. `medssl datasets` lists what there is.");
            return null;
        }

        var tasks = await datasets.TasksAsync(dataset, version.Value, cancellationToken);
        var wanted = TaskLabels.Parse(task).Task;
        if (!tasks.Contains(wanted))
        {
            var isUnderWay = (await datasets.SubmittedTasksAsync(dataset, cancellationToken)).Contains(wanted);
            var found = tasks.Count == 0 ? "none at all" : $"labels for {string.Join(", ", tasks.Take(10))}";
            reasons.Add($"Task: version {version} of '{dataset}' has no labels for '{wanted}'; it has {found}. " +
                (isUnderWay ? "Some were submitted: they will be in its next version, after Sharding:SealAfter at the latest." : "Labels come as LabelsSubmitted."));
        }

        return version;
    }

    private CommandRejected Reject(RequestBenchmark request, IReadOnlyList<string> reasons) => new()
    {
        Id = request.BenchmarkId ?? "",
        Command = nameof(RequestBenchmark),
        Reasons = reasons,
        RejectedAt = time.GetUtcNow(),
    };
}
