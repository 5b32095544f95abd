using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MedSsl.Dashboard.Timelines;

/// <summary>
/// Timelines over HTTP, by pseudonyms only: whoever may ask for original UIDs here could find out which pseudonyms they have.
/// </summary>
internal static class TimelineEndpoints
{
    private const int LongestUid = 64; // PS3.5 section 9.1

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/studies/{uid}/timeline", (string uid, IObjectStore store, TimeProvider time, CancellationToken token, string dataset = "") =>
            AnswerAsync(UidProblem(uid), dataset, () => new TimelineReader(store, time).OfStudyAsync(dataset, uid, token)));
        endpoints.MapGet("/series/{uid}/timeline", (string uid, IObjectStore store, TimeProvider time, CancellationToken token, string dataset = "") =>
            AnswerAsync(UidProblem(uid), dataset, () => new TimelineReader(store, time).OfSeriesAsync(dataset, uid, token)));
        endpoints.MapGet("/patients/{pseudonym}/timeline", async (string pseudonym, IObjectStore store, TimeProvider time, CancellationToken token, string dataset = "") =>
            Problem(Names.Violation(pseudonym) is { } problem ? $"patient: {problem}" : null, dataset)
            ?? TypedResults.Json(await new TimelineReader(store, time).OfPatientAsync(dataset, pseudonym, token), Json.Options));
    }

    private static async Task<IResult> AnswerAsync(string? problem, string dataset, Func<Task<StudyTimeline>> read)
    {
        if (Problem(problem, dataset) is { } refusal)
        {
            return refusal;
        }

        var timeline = await read();
        return TypedResults.Json(timeline, Json.Options, statusCode: timeline.IsKnown ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    private static IResult? Problem(string? problem, string dataset) =>
        (problem ?? (Names.Violation(dataset) is { } violation ? $"dataset: {violation}" : null)) is { } title
            ? TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: title)
            : null;

    private static string? UidProblem(string uid) => uid.Length is > 0 and <= LongestUid && uid.All(character => char.IsAsciiDigit(character) || character == '.') && uid.Any(char.IsAsciiDigit)
        ? null
        : $"UID: expected 1 to {LongestUid} digits and dots, found \"{uid}\"";
}
