using System.Globalization;

namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>Reads a table of rules and finds everything that is wrong with it at once.</summary>
internal sealed class RegionRuleReader(string name)
{
    private const string Action = "blank";

    private static readonly (string Column, DicomTag Tag)[] Columns =
    [
        ("modality", DicomTags.Modality), ("sop_class", DicomTags.SopClassUid), ("manufacturer", DicomTags.Manufacturer), ("model", DicomTags.ManufacturerModelName),
        ("software", new DicomTag(0x0018, 0x1020)), ("image_type", DicomTags.ImageType), ("rows", DicomTags.Rows), ("columns", DicomTags.Columns),
    ];

    private static string Expected => $"{string.Join(", ", Columns.Select(column => column.Column))}, {Action}";

    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<RegionRule> Read(string table)
    {
        var rules = new List<RegionRule>();
        List<string>? header = null;
        var line = 0;
        foreach (var text in table.Split('\n').Select(text => text.Trim()))
        {
            line++;
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var fields = Split(text);
            if (header is null)
            {
                header = fields;
                CheckHeader(header, line);
            }
            else if (fields.Count != header.Count)
            {
                _problems.Add($"line {line}: expected {header.Count} values as in the header, found {fields.Count} (a value with a comma stands in quotation marks)");
            }
            else if (Rule(header.Zip(fields).ToList(), line) is { } rule)
            {
                rules.Add(rule);
            }
        }

        if (header is null)
        {
            _problems.Add($"line 1: expected a header of the columns {Expected} (all but {Action} may be left out), found nothing");
        }

        return rules;
    }

    private void CheckHeader(List<string> header, int line)
    {
        var unknown = header.Where(column => column != Action && Columns.All(known => known.Column != column)).ToList();
        if (unknown.Count > 0 || !header.Contains(Action) || header.Distinct(StringComparer.Ordinal).Count() != header.Count)
        {
            _problems.Add($"line {line}: expected a header of the columns {Expected}, each once (all but {Action} may be left out), found {string.Join(", ", header)}");
        }
    }

    private RegionRule? Rule(List<(string Column, string Value)> fields, int line)
    {
        var before = _problems.Count;
        var conditions = new List<(DicomTag, string)>();
        foreach (var (column, value) in fields.Where(field => field.Column != Action && field.Value.Length > 0))
        {
            if (column is "rows" or "columns" && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= ushort.MaxValue))
            {
                _problems.Add($"line {line}, {column}: expected a number of pixels from 1 to {ushort.MaxValue}, found \"{value}\"");
            }

            conditions.Add((Columns.FirstOrDefault(known => known.Column == column).Tag, value));
        }

        if (conditions.Count == 0)
        {
            _problems.Add($"line {line}: a rule without any condition would hold for every image; expected at least one of {string.Join(", ", Columns.Select(column => column.Column))}");
        }

        var action = fields.FirstOrDefault(field => field.Column == Action).Value ?? "";
        var parts = new List<RegionEdges>();
        var kind = action switch { "none" => RegionAction.None, "refuse" => RegionAction.Refuse, "regions" => RegionAction.Regions, _ => RegionAction.Blank };
        foreach (var part in kind == RegionAction.Blank ? action.Split(';') : [])
        {
            if (RegionEdges.TryParse(part, out var edges))
            {
                parts.Add(edges);
            }
            else
            {
                _problems.Add($"line {line}, {Action}: expected none, regions, refuse, or rectangles \"x y width height\" with ; between them (a size may be *), found \"{part.Trim()}\"");
            }
        }

        return _problems.Count > before ? null : new RegionRule { Name = $"{name}, line {line}", Conditions = conditions, Action = kind, Parts = parts };
    }

    /// <summary>Fields of a line; within quotation marks a comma is text, and two marks are one (RFC 4180).</summary>
    private static List<string> Split(string line)
    {
        var (fields, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append(line[i++]);
                    continue;
                }

                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString().Trim());
        return fields;
    }
}
