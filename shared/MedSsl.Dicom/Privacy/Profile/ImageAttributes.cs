using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>
/// How an image was made, never of whom: attributes that table E.1-1 does not name and without which an image object is not valid (types 1 and 2 of
/// PS3.3), and settings of the acquisition. Read once from the resource beside this file.
/// </summary>
internal static class ImageAttributes
{
    /// <summary>A representation that is US or SS, as Pixel Representation says.</summary>
    public const string LikePixels = "US/SS";

    public static readonly IReadOnlyList<(DicomTag Tag, string Vr, KeepRule Rule, string Name)> Rows = Read();

    private static readonly FrozenDictionary<uint, (string Vr, KeepRule Rule)> ByTag =
        Rows.ToFrozenDictionary(row => row.Tag.Number, row => (row.Vr, row.Rule));

    /// <summary>Finds the representation and the rule of a tag.</summary>
    public static bool TryGet(DicomTag tag, out string vr, out KeepRule rule)
    {
        var found = ByTag.TryGetValue(tag.Number, out var row);
        (vr, rule) = row;
        return found;
    }

    private static List<(DicomTag, string, KeepRule, string)> Read()
    {
        using var stream = typeof(ImageAttributes).Assembly.GetManifestResourceStream("ImageAttributes.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = new List<(DicomTag, string, KeepRule, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var cells = line.Split('\t');
                var number = Convert.ToUInt32(cells[0], 16);
                rows.Add((new DicomTag((ushort)(number >> 16), (ushort)number), cells[1], Enum.Parse<KeepRule>(cells[2], ignoreCase: true), cells[3]));
            }
        }

        return rows;
    }
}
