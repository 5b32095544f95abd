using System.Net;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Audit.Messages;
using MedSsl.Dicom.Network;
using MedSsl.Ingestion.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MedSsl.Ingestion.Web;

/// <summary>
/// Store Instances (STOW-RS, PS3.18 10.5) of files in <c>multipart/related; type="application/dicom"</c>, read part by part. Each part has its own result;
/// what one part suffers does not touch the others.
/// </summary>
internal static class StowEndpoints
{
    private const string RetryAfterSeconds = "30";

    /// <summary>Opens the door, where a key is configured.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<DicomWebOptions>>().Value.ApiKey.Length > 0)
        {
            endpoints.MapPost("/dicom-web/studies", StoreAsync);
            endpoints.MapPost("/dicom-web/studies/{studyUid}", StoreAsync);
        }
    }

    private static async Task<IResult> StoreAsync(HttpContext http, StowStore store, SecurityAlerts alerts, IOptions<DicomWebOptions> options, string? studyUid = null)
    {
        if (!IsAllowed(http.Request, options.Value.ApiKey))
        {
            alerts.Tell(new NetworkNode("STOW-RS", (http.Connection.RemoteIpAddress ?? IPAddress.None).ToString()), "request without the right API key");
            return Problem(StatusCodes.Status401Unauthorized, "Show the key of Ingestion:DicomWeb:ApiKey, as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.");
        }

        if (BoundaryOf(http.Request) is not { } boundary)
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Expected multipart/related; type=\"application/dicom\" with a boundary.");
        }

        if (store.IsClosed)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Problem(StatusCodes.Status503ServiceUnavailable, "Too much waits here; send again later.");
        }

        // A study has gigabytes; each part has its own limit, Ingestion:MaxFileBytes.
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var outcomes = new List<StowOutcome>();
        try
        {
            var reader = new MultipartReader(boundary, http.Request.Body);
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                outcomes.Add(await store.StoreAsync(section.Body, studyUid, http.Connection.RemoteIpAddress ?? IPAddress.None, http.RequestAborted));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            // What came before is durable and answered for; what was cut off is not.
            outcomes.Add(StowOutcome.Refused(DimseStatus.CannotUnderstand, "the request ends before its last boundary, or its parts cannot be told apart"));
        }

        return outcomes.Count == 0
            ? Problem(StatusCodes.Status400BadRequest, "The request has no part.")
            : Answer(http.Response, outcomes);
    }

    private static IResult Answer(HttpResponse response, List<StowOutcome> outcomes)
    {
        var failed = outcomes.Where(outcome => !outcome.IsStored).ToList();
        var isForLater = failed.Exists(outcome => outcome.Status == DimseStatus.OutOfResources);
        if (isForLater)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        var status = failed.Count == 0 ? StatusCodes.Status200OK
            : failed.Count < outcomes.Count ? StatusCodes.Status202Accepted
            : isForLater ? StatusCodes.Status503ServiceUnavailable
            : failed.TrueForAll(outcome => outcome.Status == DimseStatus.ProcessingFailure) ? StatusCodes.Status413PayloadTooLarge // the one way a part fails in processing
            : StatusCodes.Status409Conflict;
        return TypedResults.Text(StowAnswer.Write(outcomes), StowAnswer.MediaType, Encoding.UTF8, status);
    }

    private static bool IsAllowed(HttpRequest request, string key)
    {
        var shown = request.Headers["X-Api-Key"].ToString();
        var authorization = request.Headers.Authorization.ToString();
        shown = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : shown;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    private static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var kind = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("type", StringComparison.OrdinalIgnoreCase))?.Value;
        var isDicom = kind is null || HeaderUtilities.RemoveQuotes(kind.Value).Equals("application/dicom", StringComparison.OrdinalIgnoreCase);
        return isDicom && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } boundary ? boundary.ToString() : null;
    }

    private static IResult Problem(int status, string title) => TypedResults.Problem(statusCode: status, title: title);
}
