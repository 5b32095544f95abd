using System.Globalization;

namespace MedSsl.Audit.Chain;

/// <summary>
/// Reads chains and names the first record that is not as it was written: changed, removed, inserted, or missing at the end. The end can only be judged
/// with a head that was kept elsewhere; what was written after the head and cut off is not noticed.
/// </summary>
public static class ChainVerifier
{
    /// <summary>Names of the chains in a folder.</summary>
    /// <param name="folder">Folder of all chains.</param>
    public static IReadOnlyList<string> Chains(string folder) => [.. ChainFiles.Chains(folder).Select(chain => Path.GetFileName(chain))];

    /// <summary>All records of a chain, unchecked.</summary>
    /// <param name="folder">Folder of all chains.</param>
    /// <param name="chain">Name of the chain.</param>
    public static IEnumerable<ChainRecord> Read(string folder, string chain) => ChainTail.Read(Path.Combine(folder, chain), ChainPosition.Start).Select(found => found.Record);

    /// <summary>Checks a chain.</summary>
    /// <param name="folder">Folder of all chains.</param>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="key">The key of chains.</param>
    /// <param name="head">How long it was at some time; null where nobody kept that.</param>
    public static ChainVerdict Verify(string folder, string chain, byte[] key, ChainHead? head = null)
    {
        var check = new Check(chain, key, head);
        var path = Path.Combine(folder, chain);
        foreach (var file in Directory.Exists(path) ? ChainFiles.Of(path) : [])
        {
            if (!check.Accepts(file))
            {
                break;
            }
        }

        return check.Conclude();
    }

    private sealed class Check(string chain, byte[] key, ChainHead? head)
    {
        private readonly List<string> notes = [];
        private string? broken;
        private string before = "";
        private long first;
        private long last;
        private long keptFrom = 1;
        private string? macAtHead;

        public bool Accepts(string file)
        {
            var name = Path.GetFileName(file);
            var hasHeader = false;
            long end = 0;
            foreach (var (line, offset) in ChainFiles.Lines(file))
            {
                broken = hasHeader ? ProblemOf(line) : HeaderProblem(line, file);
                hasHeader = true;
                if (broken is not null)
                {
                    broken = $"{name}, byte {end}: {broken}";
                    return false;
                }

                end = offset;
            }

            var rest = new FileInfo(file).Length - end;
            if (!hasHeader)
            {
                broken = $"{name}: the file has no header";
            }
            else if (rest > 0)
            {
                notes.Add($"{name} ends in {rest} bytes of a record that is not finished: it is being written, or a crash cut it off");
            }

            return broken is null;
        }

        public ChainVerdict Conclude()
        {
            broken ??= first > keptFrom ? $"records 1 to {first - 1} are missing, and no record says that they were dropped for their age" : EndProblem();
            return new ChainVerdict { Chain = chain, FirstSequence = first, LastSequence = last, Broken = broken, Notes = notes };
        }

        private string? HeaderProblem(string line, string file)
        {
            if (!ChainFormat.TryParseHeader(key, line, out var header) || header.Chain != chain || header.FirstSequence != ChainFiles.FirstSequence(file))
            {
                return "the header was changed, belongs to another file or was written with another site key";
            }

            if (before.Length == 0)
            {
                (before, last) = (header.Before, header.FirstSequence - 1);
                first = header.FirstSequence;
                return first == 1 && before != ChainFormat.Genesis(key, chain) ? "the chain does not begin as chains do" : null;
            }

            return header.FirstSequence > last + 1 ? $"records {last + 1} to {header.FirstSequence - 1} are missing before this file"
                : header.Before != before ? $"the file does not continue record {last}"
                : null;
        }

        private string? ProblemOf(string line)
        {
            if (!ChainFormat.TryParse(line, out var record))
            {
                return $"record {last + 1} was changed: the line is no record";
            }

            if (record.Sequence != last + 1)
            {
                return record.Sequence > last + 1
                    ? $"records {last + 1} to {record.Sequence - 1} were removed"
                    : $"a record with the number {record.Sequence} was inserted after record {last}";
            }

            if (record.Mac != ChainFormat.MacOf(key, before, record))
            {
                return $"record {record.Sequence} was changed or inserted";
            }

            (before, last) = (record.Mac, record.Sequence);
            macAtHead = record.Sequence == head?.Sequence ? record.Mac : macAtHead;
            Note(record);
            return null;
        }

        private void Note(ChainRecord record)
        {
            if (record.Kind == ChainRecordKind.Cut)
            {
                notes.Add($"record {record.Sequence}: {record.Content} bytes of an unfinished record were cut off at {record.At:u}, after a crash");
            }
            else if (record.Kind == ChainRecordKind.Kept)
            {
                keptFrom = Math.Max(keptFrom, long.Parse(record.Content, CultureInfo.InvariantCulture));
                notes.Add($"record {record.Sequence}: records before {record.Content} were dropped for their age at {record.At:u}");
            }
        }

        private string? EndProblem() =>
            head is null ? null
            : head.Proof != ChainFormat.Anchor(key, head.Chain, head.Sequence, head.Mac) ? "the head that was kept elsewhere is not genuine, or of another site key"
            : head.Sequence > last ? $"records {last + 1} to {head.Sequence} are missing at the end: they were there at {head.At:u}"
            : head.Sequence >= first && head.Sequence > 0 && macAtHead != head.Mac ? $"record {head.Sequence} is not the one that was there at {head.At:u}"
            : null;
    }
}
