using System.Globalization;

namespace MedSsl.Learning.Training;

/// <summary>Where the first weights of a backbone come from. As text: <c>none</c>, <c>model:NAME</c>, <c>model:NAME@VERSION</c> or <c>file:SHA256</c>.</summary>
/// <param name="Model">A registered model; null if from elsewhere.</param>
/// <param name="Version">Its version; null for the newest, until it is looked up.</param>
/// <param name="Sha256">Digest of a file of weights, in lower-case hexadecimal; null if from elsewhere.</param>
public sealed record WeightSource(string? Model = null, int? Version = null, string? Sha256 = null)
{
    /// <summary>What a text may be, in words.</summary>
    public const string Allowed = "'none', model:NAME or model:NAME@VERSION of a registered model, or file:SHA256 of a stored file of weights";

    /// <summary>Random weights.</summary>
    public const string None = "none";

    private const string ModelPrefix = "model:";
    private const string FilePrefix = "file:";
    private const int DigestLength = 64;

    /// <summary>Reads a text; null if it is not one of <see cref="Allowed"/>.</summary>
    public static WeightSource? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text == None ? new WeightSource()
            : text.StartsWith(ModelPrefix, StringComparison.Ordinal) ? OfModel(text[ModelPrefix.Length..].Split('@'))
            : text.StartsWith(FilePrefix, StringComparison.Ordinal) ? OfFile(text[FilePrefix.Length..])
            : null;
    }

    /// <summary>Whether <paramref name="found"/> is what this asks for: the same, or a version of the same model where this names none.</summary>
    public bool Covers(WeightSource found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found == this || (Model is not null && Version is null && found.Model == Model);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Sha256 is not null ? FilePrefix + Sha256
        : Model is null ? None
        : Version is null ? ModelPrefix + Model
        : string.Create(CultureInfo.InvariantCulture, $"{ModelPrefix}{Model}@{Version}");

    private static WeightSource? OfModel(string[] parts) => parts switch
    {
        [{ Length: > 0 } model] => new WeightSource(model),
        [{ Length: > 0 } model, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 => new WeightSource(model, version),
        _ => null,
    };

    private static WeightSource? OfFile(string digest) =>
        digest.Length == DigestLength && digest.All(char.IsAsciiHexDigitLower) ? new WeightSource(Sha256: digest) : null;
}
