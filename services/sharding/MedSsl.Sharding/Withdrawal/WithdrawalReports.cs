using System.Text;
using System.Text.Json;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Withdrawals and their reports, for whoever looks at them.</summary>
public static class WithdrawalReports
{
    /// <summary>All withdrawals that were accepted.</summary>
    public static IAsyncEnumerable<WithdrawalRequest> RequestsAsync(IObjectStore store, CancellationToken cancellationToken) =>
        store.ListJsonAsync<WithdrawalRequest>(ObjectKeys.WithdrawalPrefix, key => key.EndsWith("/request.json", StringComparison.Ordinal), cancellationToken);

    /// <summary>The newest report on a withdrawal; null while there is none.</summary>
    /// <exception cref="ObjectIntegrityException">A part of it is gone, or it is no report.</exception>
    public static async Task<SignedReport?> FindAsync(IObjectStore store, string withdrawalId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var newest = await store.ListAsync(ObjectKeys.WithdrawalReportPrefix(withdrawalId), cancellationToken).LastOrDefaultAsync(found => IsReport(found.Key), cancellationToken);
        if (newest is null)
        {
            return null;
        }

        var json = await ReadAsync("json");
        var report = JsonSerializer.Deserialize<WithdrawalReport>(json, Json.Options) ?? throw new ObjectIntegrityException($"{newest.Key} holds null instead of a report");
        return new SignedReport(report, json, await ReadAsync("sig"), Encoding.ASCII.GetString(await ReadAsync("pem")), await ReadAsync("html"));

        async Task<byte[]> ReadAsync(string extension)
        {
            var key = Path.ChangeExtension(newest.Key, extension);
            return await store.ReadAllAsync(key, cancellationToken) ?? throw new ObjectIntegrityException($"{key} was stored with the report and is gone");
        }
    }

    /// <summary>Whether the key is that of a report itself.</summary>
    internal static bool IsReport(string key) => key.EndsWith(".json", StringComparison.Ordinal);
}
