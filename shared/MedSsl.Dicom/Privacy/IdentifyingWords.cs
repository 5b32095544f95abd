using System.Globalization;
using System.Text;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Privacy.Profile;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// What identifies the patient, or somebody or something around the patient, in a data set: at every depth, in private sequences too. Some
/// equipment and some people write it into attributes that are kept: a name as body part, an identifier as manufacturer.
/// </summary>
internal sealed class IdentifyingWords
{
    /// <summary>Shorter words (sex, initials, small numbers) also occur by chance.</summary>
    private const int ShortestWord = 4;

    /// <summary>Names of three letters are many: Doe, Kim, Lee.</summary>
    private const int ShortestName = 3;

    /// <summary>From this length on, a value is also found inside of a longer word.</summary>
    private const int ShortestPart = 6;

    /// <summary>Six equal bytes are too many for chance in a table of some hundred thousand.</summary>
    private const int ShortestRaw = 6;

    /// <summary>000000 is also a flat part of a table.</summary>
    private const int FewestCharacters = 3;

    private const int LongestValue = 1024;

    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dates = new(StringComparer.Ordinal);
    private readonly List<byte[]> _raw = [];
    private readonly ProfileOptions _options;

    public IdentifyingWords(DicomDataset source, ProfileOptions options)
    {
        _options = options;
        Collect(source);
    }

    /// <summary>UIDs of the source that are not the standard's own and must not be seen again.</summary>
    public bool IsUid(string value) => _uids.Contains(value);

    /// <summary>Whether the source has this date, as eight digits.</summary>
    public bool IsDate(string value) => _dates.Contains(value);

    /// <summary>Whether a number is an identifier written into an attribute that counts something; short numbers are equal by chance.</summary>
    public bool IsIdentifier(string number) => number.Length >= ShortestPart && (_words.Contains(number) || _parts.Contains(number));

    /// <summary>Whether a text holds an identifying word, or, written in any way, a longer identifying value.</summary>
    public bool OccurIn(string value)
    {
        if (_words.Contains(value) || _uids.Contains(value) || Split(value).Any(_words.Contains))
        {
            return true;
        }

        var compact = Compact(value);
        return compact.Length >= ShortestPart && _parts.Any(part => compact.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>Whether bytes hold an identifying value of some length as the source writes it; shorter ones are equal to some numbers by chance.</summary>
    public bool OccurInBytes(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in _raw)
        {
            if (bytes.IndexOf(value) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Collect(DicomDataset dataset)
    {
        foreach (var element in dataset.Elements)
        {
            if (element.Items is { } items)
            {
                foreach (var item in items)
                {
                    Collect(item);
                }
            }
            else if (element is { Fragments: null, Value.IsEmpty: false })
            {
                Collect(dataset, element);
            }
        }
    }

    private void Collect(DicomDataset dataset, DicomElement element)
    {
        var row = element.Tag.IsPrivate ? null : ConfidentialityTable.Find(element.Tag);
        if (row is not null && row.Under(_options) == ConfidentialityAction.Keep)
        {
            return; // an option says that it may be known
        }

        var vr = row?.Vr ?? element.Vr;
        var kind = vr switch
        {
            "PN" => IdentityKind.Person,
            "UI" => IdentityKind.Uid,
            "DA" or "DT" => IdentityKind.Date,
            _ => row?.Identity ?? IdentityKind.None,
        };
        if (kind == IdentityKind.None || (kind is not (IdentityKind.Date or IdentityKind.Uid) && element.Value.Length > LongestValue))
        {
            return; // a text of pages is no name
        }

        var text = dataset.TextEncoding.GetString(element.Value.Span);
        foreach (var value in ValueRepresentation.IsMultiValued(vr) ? text.Split('\\') : [text])
        {
            Add(value.Trim(' ', '\0', '\t', '\r', '\n'), kind);
        }
    }

    private void Add(string value, IdentityKind kind)
    {
        switch (kind)
        {
            case IdentityKind.Uid when !value.StartsWith("1.2.840.10008.", StringComparison.Ordinal) && value.Length >= ShortestPart:
                _uids.Add(value);
                AddRaw(value);
                break;
            case IdentityKind.Date when (_options & ProfileOptions.FullDates) == 0:
                AddDate(Compact(value));
                break;
            case IdentityKind.Person or IdentityKind.Place or IdentityKind.Number:
                AddText(value, kind);
                AddRaw(value);
                break;
            default:
                break;
        }
    }

    private void AddText(string value, IdentityKind kind)
    {
        if (kind == IdentityKind.Place && EverydayWords.Contains(value))
        {
            return;
        }

        AddPart(Compact(value));
        foreach (var word in Split(value).Append(value).Where(word => IsLongEnough(word, kind)))
        {
            if (kind != IdentityKind.Place || !EverydayWords.Contains(word))
            {
                _words.Add(word);
                _words.Add(Folded(word));
                AddPart(kind == IdentityKind.Person ? Compact(word) : "");
            }
        }
    }

    private static bool IsLongEnough(string word, IdentityKind kind) =>
        word.Length >= ShortestWord || (kind == IdentityKind.Person && word.Length >= ShortestName && word.All(char.IsLetter));

    /// <summary>A day, and the ways in which people write it: year first, day first, month first, with whatever between.</summary>
    private void AddDate(string digits)
    {
        if (digits.Length >= 8 && digits.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0 && _dates.Add(digits[..8])
            && digits[..8] != DummyValues.Date)
        {
            var (year, month, day) = (digits[..4], digits[4..6], digits[6..8]);
            _words.Add(digits[..8]);
            AddRaw(digits[..8]);
            AddPart(year + month + day);
            AddPart(day + month + year);
            AddPart(month + day + year);
        }
    }

    private void AddRaw(string value)
    {
        if (value.Length >= ShortestRaw && value.Distinct().Count() >= FewestCharacters)
        {
            _raw.Add(Encoding.UTF8.GetBytes(value));
        }
    }

    private void AddPart(string compact)
    {
        if (compact.Length >= ShortestPart)
        {
            _parts.Add(compact);
        }
    }

    /// <summary>Letters and digits only, capital, without accents: Doe-Smith, DOE SMITH and Döe_Smith are the same.</summary>
    private static string Compact(string value)
    {
        var compact = new StringBuilder(value.Length);
        foreach (var c in Folded(value))
        {
            if (char.IsLetterOrDigit(c))
            {
                compact.Append(char.ToUpperInvariant(c));
            }
        }

        return compact.ToString();
    }

    private static string Folded(string value)
    {
        if (Ascii.IsValid(value))
        {
            return value;
        }

        var folded = new StringBuilder(value.Length);
        foreach (var c in value.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c);
            }
        }

        return folded.ToString();
    }

    private static IEnumerable<string> Split(string value)
    {
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || !char.IsLetterOrDigit(value[i]))
            {
                if (i > start)
                {
                    yield return value[start..i];
                }

                start = i + 1;
            }
        }
    }
}
