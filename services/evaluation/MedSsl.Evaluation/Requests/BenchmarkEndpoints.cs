using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Evaluation;
using MedSsl.Evaluation.Execution;
using MedSsl.Evaluation.Results;
using MedSsl.ObjectStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MedSsl.Evaluation.Requests;

/// <summary>Benchmarks over HTTP: ask for one, follow it, read its figures and its report.</summary>
internal static class BenchmarkEndpoints
{
    private const string RequestSuffix = "/request.json";
    private const int MaxListed = 1000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/benchmarks", RequestAsync);
        endpoints.MapGet("/benchmarks", ListAsync);
        endpoints.MapGet("/benchmarks/{id}", FindAsync);
        endpoints.MapGet("/benchmarks/{id}/report", ReportAsync);
    }

    private static async Task<IResult> RequestAsync(
        RequestBenchmark request, BenchmarkAcceptance acceptance, BenchmarkWork work, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var (accepted, rejected) = await acceptance.AcceptAsync(request, cancellationToken);
        if (accepted is null)
        {
            EvaluationMetrics.Benchmarks.WithLabels(EvaluationMetrics.Rejected).Inc();
            await bus.Publish(rejected!, cancellationToken);
            return TypedResults.BadRequest(rejected);
        }

        work.Wake();
        return TypedResults.Accepted($"/benchmarks/{accepted.Id}", accepted);
    }

    private static async Task<IResult> ListAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var pending = await store.ListAsync(ObjectKeys.BenchmarkPendingPrefix, cancellationToken)
            .Select(found => found.Key).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        var accepted = await store.ListAsync(ObjectKeys.BenchmarkPrefix, cancellationToken)
            .Where(found => found.Key.EndsWith(RequestSuffix, StringComparison.Ordinal))
            .Select(found => (Id: found.Key[ObjectKeys.BenchmarkPrefix.Length..^RequestSuffix.Length], found.LastModified))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(accepted
            .OrderByDescending(one => one.LastModified)
            .Take(MaxListed)
            .Select(one => new BenchmarkListing(one.Id, one.LastModified, pending.Contains(ObjectKeys.BenchmarkPending(one.Id)))));
    }

    private static async Task<IResult> FindAsync(string id, IObjectStore store, CancellationToken cancellationToken)
    {
        if (await KnownAsync(id, store, cancellationToken) is not { } accepted)
        {
            return Unknown(id);
        }

        var result = await store.ReadJsonAsync<BenchmarkResult>(ObjectKeys.BenchmarkResult(id), cancellationToken);
        return TypedResults.Json(new BenchmarkStatus(id, State(result), accepted, result), Json.Options);
    }

    private static async Task<IResult> ReportAsync(string id, IObjectStore store, CancellationToken cancellationToken)
    {
        if (await KnownAsync(id, store, cancellationToken) is null)
        {
            return Unknown(id);
        }

        return await store.OpenReadAsync(ObjectKeys.BenchmarkReport(id), cancellationToken) is { } report
            ? TypedResults.Stream(report, "text/html; charset=utf-8")
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"Benchmark {id} has no report (yet); /benchmarks/{id} says where it stands.");
    }

    private static async Task<AcceptedBenchmark?> KnownAsync(string id, IObjectStore store, CancellationToken cancellationToken) =>
        Names.Violation(id) is null ? await store.ReadJsonAsync<AcceptedBenchmark>(ObjectKeys.BenchmarkRequest(id), cancellationToken) : null;

    private static string State(BenchmarkResult? result) => result switch
    {
        null => "pending",
        { Failure: not null } => "failed",
        _ => "completed",
    };

    private static IResult Unknown(string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"There is no benchmark {id}.");

    private sealed record BenchmarkListing(string BenchmarkId, DateTimeOffset AcceptedAt, bool Pending);

    private sealed record BenchmarkStatus(string BenchmarkId, string State, AcceptedBenchmark Accepted, BenchmarkResult? Result);
}
