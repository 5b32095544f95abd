using System.Collections.Concurrent;
using MedSsl.Messaging;
using Microsoft.Extensions.Options;

namespace MedSsl.Hosting.Reconciliation;

/// <summary>
/// Says when a reconciler may believe that a message was lost. A message that is merely waiting in a long queue must not be published again
/// with every pass; a message of the in-memory bus, on the other hand, did not survive the start of this process.
/// </summary>
public sealed class RepublishGate(IOptions<HostingOptions> hosting, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private readonly DateTimeOffset started = time.GetUtcNow();
    private readonly ConcurrentDictionary<string, DateTimeOffset> republished = new(StringComparer.Ordinal);

    /// <summary>
    /// True when the effect that the object at <paramref name="key"/> should have had is overdue, given that the object is there since
    /// <paramref name="since"/>. A true answer counts as "published again now".
    /// </summary>
    public bool IsDue(string key, DateTimeOffset since)
    {
        var now = time.GetUtcNow();
        var isLostWithProcess = messaging.Value.Transport == MessagingOptions.InMemory && since < started && !republished.ContainsKey(key);
        var last = republished.GetValueOrDefault(key, since);
        if (!isLostWithProcess && now - last < hosting.Value.RepublishAfter)
        {
            return false;
        }

        republished[key] = now;
        return true;
    }
}
