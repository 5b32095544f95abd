using System.Globalization;
using MedSsl.Audit.Messages;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Ingestion.Audit;

/// <summary>
/// Who was turned away. The first time is written at once; the same again within a minute is counted and written with the next message or at the end of
/// the minute, so that whoever knocks a thousand times a second cannot fill the disk.
/// </summary>
internal sealed class SecurityAlerts(AuditTrail trail, AuditPlace place, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly NetworkNode Others = new("many", "many");

    /// <summary>Who is told apart within a minute; beyond, they are told of together.</summary>
    private const int MostKnown = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<(NetworkNode Stranger, string Alert), (long Since, int More)> known = [];

    public void Tell(NetworkNode stranger, string alert)
    {
        lock (gate)
        {
            Forget();
            if (known.Count >= MostKnown && !known.ContainsKey((stranger, alert)))
            {
                (stranger, alert) = (Others, "further refusals, by more senders than are told apart");
            }

            if (known.TryGetValue((stranger, alert), out var before))
            {
                known[(stranger, alert)] = before with { More = before.More + 1 };
                return;
            }

            known.Add((stranger, alert), (time.GetTimestamp(), 0));
            trail.Tell(AuditEvents.NodeRefused(place.Process, stranger, alert, time.GetUtcNow()));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells of everything that was only counted.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Forget(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    /// <summary>Tells of what was only counted in minutes that are over.</summary>
    public void Flush()
    {
        lock (gate)
        {
            Forget();
        }
    }

    private void Forget(TimeSpan? window = null)
    {
        foreach (var ((stranger, alert), (since, more)) in known.Where(item => time.GetElapsedTime(item.Value.Since) >= (window ?? Window)).ToList())
        {
            known.Remove((stranger, alert));
            if (more > 0)
            {
                trail.Tell(AuditEvents.NodeRefused(place.Process, stranger, string.Create(CultureInfo.InvariantCulture, $"{alert}; {more} more times"), time.GetUtcNow()));
            }
        }
    }
}
