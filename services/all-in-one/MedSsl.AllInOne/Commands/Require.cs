using MedSsl.Contracts;

namespace MedSsl.AllInOne.Commands;

/// <summary>Checks of what a person typed, before it becomes part of a key.</summary>
internal static class Require
{
    /// <summary>The name, if it is one; otherwise what is wrong with it, told under <paramref name="what"/>.</summary>
    public static string Name(string what, string value) =>
        Names.Violation(value) is { } violation ? throw new UsageException($"{what}: {violation}") : value;
}
