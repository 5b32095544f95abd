using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Evaluation;
using MedSsl.ObjectStorage;
using MedSsl.Registry.Aliases;
using MedSsl.Registry.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MedSsl.Registry;

/// <summary>The registry over HTTP, read only: what is written comes by message.</summary>
internal static class RegistryEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/models", async (ModelVersions versions, CancellationToken token) =>
            (await versions.ListAllAsync(token).ToListAsync(token)).GroupBy(version => version.Model, (model, all) => new { model, newest = all.Max(version => version.Version) }));
        endpoints.MapGet("/models/{model}", DescribeAsync);
        endpoints.MapGet("/models/{model}/versions/{version}", FindAsync);
        endpoints.MapGet("/models/{model}/versions/{version}/weights", WeightsAsync);
        endpoints.MapGet("/models/{model}/versions/{version}/benchmarks", BenchmarksAsync);
    }

    private static async Task<IResult> DescribeAsync(string model, ModelVersions versions, ModelAliases aliases, CancellationToken token)
    {
        var all = Names.Violation(model) is null ? await versions.ListAsync(model, token).ToListAsync(token) : [];
        return all.Count == 0 ? NotFound(model) : Results.Ok(new { model, aliases = await aliases.CurrentAsync(model, token), versions = all });
    }

    private static async Task<IResult> FindAsync(string model, string version, ModelVersions versions, ModelAliases aliases, CancellationToken token) =>
        await ResolveAsync(model, version, versions, aliases, token) is { } record ? Results.Ok(record) : NotFound(model, version);

    private static async Task<IResult> WeightsAsync(string model, string version, ModelVersions versions, ModelAliases aliases, IObjectStore store, CancellationToken token) =>
        await ResolveAsync(model, version, versions, aliases, token) is { } record && await store.OpenReadAsync(record.Weights.Key, token) is { } weights
            ? Results.Stream(weights, "application/octet-stream", $"{model}-{record.Version}.safetensors", entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{record.Weights.Sha256}\""))
            : NotFound(model, version);

    private static async Task<IResult> BenchmarksAsync(string model, string version, ModelVersions versions, ModelAliases aliases, IObjectStore store, CancellationToken token) =>
        await ResolveAsync(model, version, versions, aliases, token) is { } record
            ? Results.Ok(await store.ListJsonAsync<BenchmarkCompleted>(ObjectKeys.ModelBenchmarkOf(model, record.Version), token).ToListAsync(token))
            : NotFound(model, version);

    private static async Task<ModelVersionRecord?> ResolveAsync(string model, string version, ModelVersions versions, ModelAliases aliases, CancellationToken token)
    {
        if (Names.Violation(model) is not null)
        {
            return null;
        }

        if (!int.TryParse(version, out var number) && !(await aliases.CurrentAsync(model, token)).TryGetValue(version, out number))
        {
            return null;
        }

        return await versions.FindAsync(model, number, token);
    }

    private static IResult NotFound(string model, string? version = null) =>
        Results.Problem(statusCode: StatusCodes.Status404NotFound, title: version is null ? $"There is no model {model}." : $"Model {model} has no version or alias {version}.");
}
