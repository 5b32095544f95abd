using System.Globalization;
using MedSsl.Imaging.Intensity;

namespace MedSsl.Normalization.Series;

/// <summary>The site's CT windows: by Body Part Examined (PS3.16 annex L), <c>*</c> for every other.</summary>
internal sealed class CtWindowSet
{
    /// <summary>What <see cref="NormalizationOptions.CtWindows"/> looks like; empty for none.</summary>
    public const string Pattern = "^([*A-Z0-9 ]+=-?[0-9]{1,5}/[1-9][0-9]{0,4}(,[*A-Z0-9 ]+=-?[0-9]{1,5}/[1-9][0-9]{0,4})*)?$";

    private readonly Dictionary<string, WindowLevel> _windows = new(StringComparer.Ordinal);

    public CtWindowSet(string configured)
    {
        foreach (var entry in configured.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (part, numbers) = entry.Split('=') is [var name, var rest] ? (name, rest.Split('/')) : ("", []);
            _windows[part] = new WindowLevel(double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture));
        }
    }

    public WindowLevel? Of(string? bodyPart) => _windows.GetValueOrDefault(bodyPart ?? "") ?? _windows.GetValueOrDefault("*");
}
