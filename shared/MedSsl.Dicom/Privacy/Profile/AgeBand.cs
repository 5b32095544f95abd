using System.Globalization;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>Ages (representation AS) in bands of years: the older a patient, the fewer there are of the same age.</summary>
internal static class AgeBand
{
    /// <summary>Every age of more years is told as this one.</summary>
    private const int HighestYears = 89;

    /// <summary>The lower end of the band, such as <c>065Y</c>; null where the value is no age.</summary>
    public static string? Of(string age, int bandYears)
    {
        if (age.Length != 4 || !int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        int? years = age[3] switch
        {
            'Y' => number,
            'M' => number / 12,
            'W' => number * 7 / 365,
            'D' => number / 365,
            _ => null,
        };
        return years is not { } whole ? null
            : string.Create(CultureInfo.InvariantCulture, $"{(whole > HighestYears ? HighestYears : whole - (whole % bandYears)):000}Y");
    }
}
