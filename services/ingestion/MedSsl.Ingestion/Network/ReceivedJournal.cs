using System.Globalization;
using System.Text;
using MedSsl.Dicom;
using MedSsl.Hosting;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network;

/// <summary>
/// What became of the objects that came over the network, so that questions for storage commitment can be answered: one line an object, its pseudonym
/// first. Only files: a question comes rarely, asks for recent objects, and is answered when there is time.
/// </summary>
internal sealed class ReceivedJournal(IOptions<HostingOptions> hosting, DicomSettings settings, DeIdentifier deIdentifier, TimeProvider time)
{
    private const long MaxFileBytes = 16 << 20;
    private const string Refused = "-";

    private readonly string folder = Path.Combine(hosting.Value.SpoolFolder, "dicom", "received");
    private readonly Lock gate = new();

    /// <summary>Notes what became of objects, durably.</summary>
    public void Append(IReadOnlyCollection<(SpooledObject Spooled, InstanceOutcome Outcome)> settled)
    {
        var text = new StringBuilder();
        foreach (var (spooled, outcome) in settled)
        {
            text.Append(CultureInfo.InvariantCulture, $"{outcome.SopInstanceUid ?? PseudonymOf(spooled.Entry.SopInstanceUid)} {spooled.Entry.SopClassUid} {spooled.Entry.Dataset} {outcome.SeriesUid ?? Refused}\n");
        }

        lock (gate)
        {
            Directory.CreateDirectory(folder);
            var newest = Files().FirstOrDefault();
            if (newest is null || new FileInfo(newest).Length > MaxFileBytes)
            {
                newest = Path.Combine(folder, $"{time.GetUtcNow().UtcTicks:D20}.txt");
                DropOld();
            }

            using var file = new FileStream(newest, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.ASCII.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>
    /// The last that was noted of each of these objects: the key of the stored instance, or null where it was refused. Objects that never came are
    /// not in the answer.
    /// </summary>
    /// <param name="sopInstanceUids">Original SOP Instance UIDs.</param>
    public Dictionary<string, string?> Find(IEnumerable<string> sopInstanceUids)
    {
        var wanted = sopInstanceUids.Distinct(StringComparer.Ordinal).ToDictionary(PseudonymOf, uid => uid, StringComparer.Ordinal);
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
        {
            return found;
        }

        foreach (var file in Files())
        {
            if (found.Count == wanted.Count)
            {
                break;
            }

            var ofFile = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var line in ReadLines(file))
            {
                if (line.Split(' ') is [var pseudonym, _, var dataset, var series] && wanted.TryGetValue(pseudonym, out var uid) && !found.ContainsKey(uid))
                {
                    ofFile[uid] = series == Refused ? null : ObjectKeys.RawInstance(dataset, series, pseudonym);
                }
            }

            foreach (var (uid, key) in ofFile)
            {
                found[uid] = key;
            }
        }

        return found;
    }

    /// <summary>What is no UID was refused, under the hash of whatever it was.</summary>
    private string PseudonymOf(string sopInstanceUid) => deIdentifier.StoredUid(sopInstanceUid) ?? deIdentifier.MapUid(sopInstanceUid);

    private static IEnumerable<string> ReadLines(string file)
    {
        // The newest one is being written.
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Newest first.</summary>
    private List<string> Files() => [.. Directory.EnumerateFiles(folder, "*.txt").OrderDescending(StringComparer.Ordinal)];

    private void DropOld()
    {
        var limit = time.GetUtcNow() - settings.Current.CommitmentRetention;
        foreach (var file in Files().Where(file => File.GetLastWriteTimeUtc(file) < limit.UtcDateTime))
        {
            File.Delete(file);
        }
    }
}
