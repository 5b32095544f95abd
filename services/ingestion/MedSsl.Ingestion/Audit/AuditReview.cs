using MedSsl.Audit.Chain;
using MedSsl.Audit.Messages;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Configuration;

namespace MedSsl.Ingestion.Audit;

/// <summary>The trails of this machine, for somebody who looks into them, beside a process that writes.</summary>
public sealed class AuditReview
{
    private readonly AuditPlace place;
    private readonly bool isEnabled;
    private readonly TimeProvider time;

    private AuditReview(AuditPlace place, bool isEnabled, TimeProvider time) => (this.place, this.isEnabled, this.time) = (place, isEnabled, time);

    /// <summary>Folder of all chains.</summary>
    public string Folder => place.Folder;

    /// <summary>Opens what the configuration names; null where no trail was ever written.</summary>
    public static AuditReview? Open(IConfiguration configuration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var hosting = configuration.GetValidated<HostingOptions>(HostingOptions.SectionName);
        if (!Directory.Exists(Path.Combine(hosting.SpoolFolder, "audit")))
        {
            return null; // before a key is looked for, which would create one
        }

        var keys = SiteKey.Load(
            configuration.GetValidated<IngestionOptions>(IngestionOptions.SectionName),
            configuration.GetValidated<ObjectStorageOptions>(ObjectStorageOptions.SectionName), hosting.SpoolFolder);
        var options = configuration.GetValidated<AuditOptions>(AuditOptions.SectionName);
        return new AuditReview(new AuditPlace(options, hosting, keys[0].Secret), options.Enabled, time);
    }

    /// <summary>Checks every chain, and that none is missing of which the object store keeps a head of this machine.</summary>
    public async Task<IReadOnlyList<ChainVerdict>> VerifyAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        // The heads first: a chain that grows meanwhile is longer than its head, never shorter.
        var heads = (await AuditHeads.ReadAsync(store, cancellationToken)).ToDictionary(head => head.Chain, StringComparer.Ordinal);
        var here = ChainVerifier.Chains(Folder);
        var lost = heads.Values.Where(head => head.Host == place.Process.Host && !here.Contains(head.Chain)).Select(head => head.Chain);
        return [.. here.Concat(lost).Select(chain => ChainVerifier.Verify(Folder, chain, place.Key, heads.GetValueOrDefault(chain)))];
    }

    /// <summary>Every record with the name of its chain, in the order of time; unchecked.</summary>
    public IReadOnlyList<(string Chain, ChainRecord Record)> Read() =>
        [.. ChainVerifier.Chains(Folder).SelectMany(chain => ChainVerifier.Read(Folder, chain).Select(record => (chain, record))).OrderBy(item => item.record.At)];

    /// <summary>Writes that the trail was read, in a chain that nobody else writes just now.</summary>
    public void TellOfUse()
    {
        if (isEnabled)
        {
            using var writer = place.Open(time);
            writer.Append([AuditXml.Write(AuditEvents.AuditLogUsed(place.Process, new Uri(Folder), time.GetUtcNow()), place.Source)]);
        }
    }
}
