using System.Globalization;

namespace MedSsl.Dicom.Privacy;

/// <summary>What is asked of the form of a value, whatever it says.</summary>
internal static class HarmlessText
{
    private const int LongestText = 64;
    private const int LongestParagraph = 1024;
    private const int LongestCode = 16;
    private const int LongestNumber = 20;
    private const int LongestDigits = 4;

    public static bool IsNumber(string value) => value.Length == 0
        || (value.Length <= LongestNumber && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number));

    public static bool IsCode(string value) =>
        value.Length <= LongestCode && value.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' ' or '_');

    /// <summary>Printable ASCII: names in other scripts, and escape sequences, do not pass.</summary>
    public static bool IsPrintable(string value, string vr) =>
        value.Length <= (vr is "LT" or "ST" or "UT" ? LongestParagraph : LongestText) && value.All(c => c is >= ' ' and <= '~');

    /// <summary>
    /// Whether a description is free of what points to somebody: five digits without a letter between them (numbers of patients, orders, telephones;
    /// days, however they are written), signs of mail addresses and of names.
    /// </summary>
    public static bool HasNoReference(string value)
    {
        var digits = 0;
        foreach (var c in value)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : char.IsAsciiLetter(c) ? 0 : digits;
            if (digits > LongestDigits || c is '@' or '^' or '=' or '\\')
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsPhotometric(string value) =>
        value is "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR" or "RGB" or "HSV" or "ARGB" or "CMYK" or "XYB"
            or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" or "YBR_ICT" or "YBR_RCT";
}
