using System.Globalization;
using MedSsl.Audit.Chain;
using MedSsl.Audit.Messages;
using MedSsl.Hosting;
using MedSsl.Ingestion.Network.Spool;

namespace MedSsl.Ingestion.Audit;

/// <summary>Where the trail of this process lies, and who it is.</summary>
internal sealed class AuditPlace(AuditOptions options, HostingOptions hosting, byte[] siteKey)
{
    /// <summary>Folder of all chains of this machine.</summary>
    public string Folder { get; } = Path.Combine(hosting.SpoolFolder, "audit");

    public byte[] Key { get; } = ChainFormat.DeriveKey(siteKey);

    public AuditSource Source { get; } = new(options.SourceId.Length > 0 ? options.SourceId : Environment.MachineName, options.EnterpriseSite);

    public AuditProcess Process { get; } = new(
        string.Create(CultureInfo.InvariantCulture, $"medssl-ingestion/{Environment.ProcessId}"), Environment.UserName, Environment.MachineName);

    /// <summary>A chain that nobody else writes.</summary>
    public ChainWriter Open(TimeProvider time) => ChainWriter.Open(Folder, Key, options.MaxFileBytes, SyncFolder, time);

    private static void SyncFolder(string folder)
    {
        using var sync = new FolderSync(folder);
        sync.Sync();
    }
}
