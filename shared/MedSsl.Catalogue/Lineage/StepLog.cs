using System.Text.Json;
using MedSsl.ObjectStorage;

namespace MedSsl.Catalogue.Lineage;

/// <summary>What the curve of a run says about its steps: how many were taken, and which draws were replaced. All else about its order is computed.</summary>
/// <param name="Steps">Steps taken whose weights are kept.</param>
/// <param name="Replaced">Draws that another one stood in for.</param>
internal sealed record StepLog(long Steps, IReadOnlyList<StepLog.Replacement> Replaced)
{
    /// <summary>A draw that another one of its modality stood in for.</summary>
    public sealed record Replacement(string Modality, long Draw, long By, string Reason);

    /// <summary>The log of a run; of no steps while there is no checkpoint yet.</summary>
    public static async Task<StepLog> ReadAsync(IObjectStore store, string runId, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(ObjectKeys.RunCurve(runId), cancellationToken);
        if (content is null)
        {
            return new StepLog(0, []);
        }

        var replaced = new List<Replacement>();
        long steps = 0;
        using var lines = new StreamReader(content);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                var step = JsonSerializer.Deserialize<Line>(line, Json.Options)!;
                steps = Math.Max(steps, step.Step);
                replaced.AddRange(step.Replaced ?? []);
            }
        }

        return new StepLog(steps, replaced);
    }

    private sealed record Line(long Step, IReadOnlyList<Replacement>? Replaced);
}
