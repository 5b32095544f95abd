using MedSsl.Contracts;

namespace MedSsl.Ingestion.Drop;

/// <summary>What the names of dropped files say.</summary>
internal static class DropNames
{
    /// <summary>Begins the name of a file that is about to leave the folder. A crash at that moment leaves it, and it is taken again under this name.</summary>
    public const string TakenPrefix = ".medssl-taken-";

    /// <summary>Where inputs are kept in the watched folder that were taken.</summary>
    public const string DoneFolder = ".done";

    private static readonly string[] UnfinishedEndings = [".part", ".tmp", ".filepart", ".partial", ".crdownload"];

    /// <summary>Whether a name is that of a hidden file, or of one that its sender renames when it is whole.</summary>
    public static bool IsUnfinished(ReadOnlySpan<char> name)
    {
        if (name.StartsWith('.'))
        {
            return !name.StartsWith(TakenPrefix, StringComparison.Ordinal);
        }

        foreach (var ending in UnfinishedEndings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The dataset that a first-level sub-folder feeds.</summary>
    public static string DatasetOf(string subFolder, string defaultDataset) => Names.Violation(subFolder) is null ? subFolder : defaultDataset;
}
