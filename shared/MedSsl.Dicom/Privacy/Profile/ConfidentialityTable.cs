using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>Table E.1-1 of PS3.15, read once from the resource beside this file.</summary>
internal static class ConfidentialityTable
{
    public const string Edition = "2024b";
    private const string Private = "private";
    private const int FirstOption = 5;

    /// <summary>Columns of the resource; those of options that are not offered (clean structured content, clean graphics) are not used.</summary>
    private static readonly ProfileOptions[] Columns =
    [
        ProfileOptions.SafePrivate, ProfileOptions.Uids, ProfileOptions.Device, ProfileOptions.Institution, ProfileOptions.PatientCharacteristics,
        ProfileOptions.FullDates, ProfileOptions.ModifiedDates, ProfileOptions.Descriptors,
    ];

    public static readonly IReadOnlyList<ConfidentialityRow> Rows = Read();

    private static readonly FrozenDictionary<uint, ConfidentialityRow> Exact =
        Rows.Where(row => row.Pattern != Private && !row.Pattern.Contains('x')).ToFrozenDictionary(row => Convert.ToUInt32(row.Pattern, 16));

    private static readonly (uint Mask, uint Value, ConfidentialityRow Row)[] Patterns =
    [
        .. Rows.Where(row => row.Pattern.Contains('x')).Select(row =>
            (Convert.ToUInt32(string.Concat(row.Pattern.Select(digit => digit == 'x' ? '0' : 'f')), 16), Convert.ToUInt32(row.Pattern.Replace('x', '0'), 16), row)),
    ];

    private static readonly ConfidentialityRow PrivateRow = Rows.Single(row => row.Pattern == Private);

    /// <summary>The row of a tag; null where the standard says nothing about it.</summary>
    public static ConfidentialityRow? Find(DicomTag tag)
    {
        if (tag.IsPrivate)
        {
            return PrivateRow;
        }

        if (Exact.TryGetValue(tag.Number, out var exact))
        {
            return exact;
        }

        foreach (var (mask, value, row) in Patterns)
        {
            if ((tag.Number & mask) == value)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The action that one letter stands for.</summary>
    public static ConfidentialityAction Parse(string letter) => letter switch
    {
        "X" => ConfidentialityAction.Remove,
        "Z" => ConfidentialityAction.Empty,
        "D" => ConfidentialityAction.Dummy,
        "U" => ConfidentialityAction.MapUid,
        "C" => ConfidentialityAction.Clean,
        "K" => ConfidentialityAction.Keep,
        _ => throw new ArgumentException($"\"{letter}\" is no action of PS3.15 section E.1.1.", nameof(letter)),
    };

    private static List<ConfidentialityRow> Read()
    {
        using var stream = typeof(ConfidentialityTable).Assembly.GetManifestResourceStream("ConfidentialityTable.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = new List<ConfidentialityRow>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var cells = line.Split('\t');
                rows.Add(new ConfidentialityRow(cells[0], cells[1], cells[2], cells[4],
                    [.. Columns.Select((option, i) => (option, Cell: cells[FirstOption + i])).Where(pair => pair.Cell != "-").Select(pair => (pair.option, Parse(pair.Cell)))]));
            }
        }

        return rows;
    }
}
