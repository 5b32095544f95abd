namespace MedSsl.Audit.Chain;

/// <summary>Reads on where it stopped, in a chain that may be written meanwhile.</summary>
internal static class ChainTail
{
    /// <summary>Records behind a place with the place behind each; none where the chain ends there for now.</summary>
    public static IEnumerable<(ChainRecord Record, ChainPosition Behind)> Read(string chainFolder, ChainPosition from)
    {
        var files = ChainFiles.Of(chainFolder).Where(file => ChainFiles.FirstSequence(file) >= from.File).ToList();
        foreach (var file in files)
        {
            var first = ChainFiles.FirstSequence(file);
            foreach (var (line, end) in ChainFiles.Lines(file, first == from.File ? from.Offset : 0))
            {
                if (ChainFormat.TryParse(line, out var record))
                {
                    yield return (record, new ChainPosition(first, end, record.Sequence));
                }
            }
        }
    }

    /// <summary>Bytes of a chain behind a place.</summary>
    public static long BytesBehind(string chainFolder, ChainPosition from) =>
        ChainFiles.Of(chainFolder).Where(file => ChainFiles.FirstSequence(file) >= from.File).Sum(file => new FileInfo(file).Length - (ChainFiles.FirstSequence(file) == from.File ? from.Offset : 0));
}
