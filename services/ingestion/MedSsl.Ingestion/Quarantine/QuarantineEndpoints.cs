using MedSsl.Contracts.Ingestion;
using MedSsl.ObjectStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MedSsl.Ingestion.Quarantine;

/// <summary>The quarantine over HTTP: what lies in it and why, another chance, and the end of it. The bytes themselves never leave by this door.</summary>
internal static class QuarantineEndpoints
{
    private const int MaxListed = 1000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/quarantine", ListAsync);
        endpoints.MapGet("/quarantine/{sha256}", FindAsync);
        endpoints.MapPost("/quarantine/{sha256}/release", ReleaseAsync);
        endpoints.MapDelete("/quarantine/{sha256}", DropAsync);
    }

    private static async Task<IResult> ListAsync(QuarantineStore quarantine, CancellationToken cancellationToken, string? reason = null, string? dataset = null) =>
        TypedResults.Json(await quarantine.ListAsync(reason, dataset, cancellationToken).Take(MaxListed).ToListAsync(cancellationToken), Json.Options);

    private static async Task<IResult> FindAsync(string sha256, QuarantineStore quarantine, CancellationToken cancellationToken) =>
        await KnownAsync(sha256, quarantine, cancellationToken) is { } rejected ? TypedResults.Json(rejected, Json.Options) : Unknown(sha256);

    private static async Task<IResult> ReleaseAsync(string sha256, QuarantineStore quarantine, QuarantineRelease release, CancellationToken cancellationToken)
    {
        if (await KnownAsync(sha256, quarantine, cancellationToken) is null || await release.ReleaseAsync(sha256, cancellationToken) is not { } outcome)
        {
            return Unknown(sha256);
        }

        return TypedResults.Json(outcome, Json.Options, statusCode: outcome.IsStored ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DropAsync(string sha256, QuarantineStore quarantine, CancellationToken cancellationToken)
    {
        if (await KnownAsync(sha256, quarantine, cancellationToken) is null)
        {
            return Unknown(sha256);
        }

        await quarantine.DropAsync(sha256, cancellationToken);
        IngestionMetrics.QuarantineLeft.WithLabels("dropped").Inc();
        return TypedResults.NoContent();
    }

    private static async Task<InstanceRejected?> KnownAsync(string sha256, QuarantineStore quarantine, CancellationToken cancellationToken) =>
        Sha256Digest.IsValid(sha256) ? await quarantine.FindAsync(sha256, cancellationToken) : null;

    private static IResult Unknown(string sha256) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"There is no input {sha256} in the quarantine.");
}
