namespace MedSsl.Contracts;

/// <summary>Names of datasets, tasks, models, aliases and ids: they become parts of object keys, so their alphabet is small.</summary>
public static class Names
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 100;

    /// <summary>Stands where the version of the reference energies does, for images that are not normalized.</summary>
    public const string NoReference = "none";

    /// <summary>What is wrong with the name of a version of the reference energies; null when it is good.</summary>
    public static string? ReferenceViolation(string? name) =>
        name == NoReference ? $"'{NoReference}' stands for images that are not normalized, choose another name" : Violation(name);

    /// <summary>What is wrong with a name, in words; null when it is good.</summary>
    public static string? Violation(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
        {
            return $"expected 1 to {MaxLength} characters, found {name?.Length ?? 0}";
        }

        var isGood = char.IsAsciiLetterOrDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') && !name.Contains("..", StringComparison.Ordinal);
        return isGood ? null : $"expected letters, digits, '-', '_' and '.', a letter or digit first, found \"{name}\"";
    }
}
