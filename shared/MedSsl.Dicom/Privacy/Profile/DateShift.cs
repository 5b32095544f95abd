using System.Globalization;
using System.Text.RegularExpressions;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>
/// Moves dates by whole days, the time of day stays: every interval inside one patient is kept to the microsecond. A value of which not everything
/// is understood has no moved form.
/// </summary>
/// <param name="Days">Days to add; 0 keeps dates as they are, but still refuses what is no date.</param>
internal readonly partial record struct DateShift(int Days)
{
    /// <summary>At most ten years to the past, at least one day: a moved date is never the true one and never in the future.</summary>
    private const uint LongestDays = 3650;

    /// <summary>What claims to be earlier or later is no day of an examination; inside, no shift leaves the calendar.</summary>
    private const int FirstYear = 1800;

    private const int LastYear = 9900;

    /// <summary>The shift that four random bytes stand for.</summary>
    public static DateShift Of(uint random) => new(-1 - (int)(random % LongestDays));

    /// <summary>Moves one value of representation DA, DT or TM; null where it is not valid.</summary>
    public string? Move(string vr, string value) => vr switch
    {
        "DA" => Day(DottedDate().Replace(value, "$1$2$3")),
        "DT" when DateTimeForm().IsMatch(value) && Day(value[..8]) is { } day => day + value[8..],
        "TM" when TimeForm().IsMatch(value.Replace(":", "", StringComparison.Ordinal)) => value.Replace(":", "", StringComparison.Ordinal),
        _ => null,
    };

    private string? Day(string value)
    {
        var isDay = DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        return isDay && day.Year is >= FirstYear and < LastYear ? day.AddDays(Days).ToString("yyyyMMdd", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The form before 1993 (PS3.5 section 6.2, note on DA).</summary>
    [GeneratedRegex(@"^(\d{4})\.(\d{2})\.(\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex DottedDate();

    [GeneratedRegex(@"^\d{8}(([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?|60(\.\d{1,6})?)?)?)?([+-](0\d|1[0-4])[0-5]\d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DateTimeForm();

    [GeneratedRegex(@"^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?|60(\.\d{1,6})?)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeForm();
}
