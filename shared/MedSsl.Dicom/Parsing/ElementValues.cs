using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MedSsl.Dicom.Parsing;

/// <summary>Values of an element as text or numbers, from its bytes (PS3.5 section 6.2).</summary>
internal static class ElementValues
{
    private static readonly char[] Blank = [' ', '\0', '\t', '\r', '\n'];

    /// <summary>Every value as trimmed text; binary numbers in invariant decimal; nothing for bytes and sequences.</summary>
    public static IReadOnlyList<string> Strings(DicomElement element, Encoding encoding)
    {
        if (element.Value.IsEmpty)
        {
            return [];
        }

        if (IsNumber(element.Vr))
        {
            return [.. Numbers(element).Select(number => number.ToString("R", CultureInfo.InvariantCulture))];
        }

        if (!ValueRepresentation.IsText(element.Vr) && element.Vr != ValueRepresentation.Unknown)
        {
            return [];
        }

        var text = encoding.GetString(element.Value.Span);
        return ValueRepresentation.IsMultiValued(element.Vr) ? [.. text.Split('\\').Select(value => value.Trim(Blank))] : [text.Trim(Blank)];
    }

    /// <summary>The first value as trimmed text; null where there is none.</summary>
    public static string? FirstString(DicomElement element, Encoding encoding)
    {
        if (!ValueRepresentation.IsText(element.Vr))
        {
            var all = Strings(element, encoding);
            return all.Count > 0 ? all[0] : null;
        }

        var bytes = element.Value.Span;
        var end = ValueRepresentation.IsMultiValued(element.Vr) ? bytes.IndexOf((byte)'\\') : -1;

        // In multi-byte code pages a trailing byte may equal the backslash; decoding the whole value first is always right.
        if (end >= 0 && !encoding.IsSingleByte && encoding != Encoding.UTF8)
        {
            return Strings(element, encoding)[0];
        }

        return bytes.IsEmpty ? null : encoding.GetString(end < 0 ? bytes : bytes[..end]).Trim(Blank);
    }

    /// <summary>Every value that is a finite number. Text that is no number is left out.</summary>
    public static IReadOnlyList<double> Numbers(DicomElement element)
    {
        var bytes = element.Value.Span;
        var size = ValueRepresentation.UnitSize(element.Vr);
        var numbers = new List<double>();
        if (IsNumber(element.Vr))
        {
            for (; bytes.Length >= size; bytes = bytes[size..])
            {
                numbers.Add(Number(element.Vr, bytes));
            }
        }
        else if (ValueRepresentation.IsText(element.Vr) || element.Vr == ValueRepresentation.Unknown)
        {
            foreach (var text in Encoding.Latin1.GetString(bytes).Split('\\'))
            {
                if (double.TryParse(text.Trim(Blank), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                {
                    numbers.Add(number);
                }
            }
        }

        numbers.RemoveAll(number => !double.IsFinite(number));
        return numbers;
    }

    private static bool IsNumber(string vr) => vr is "US" or "SS" or "UL" or "SL" or "FL" or "FD" or "UV" or "SV";

    private static double Number(string vr, ReadOnlySpan<byte> bytes) => vr switch
    {
        "US" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "SS" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "UL" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "SL" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "FL" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "FD" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "UV" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };
}
