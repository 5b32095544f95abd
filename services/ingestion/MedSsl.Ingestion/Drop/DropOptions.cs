using System.ComponentModel.DataAnnotations;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;

namespace MedSsl.Ingestion.Drop;

/// <summary>
/// Where files are put down for the platform to take: a watched folder, a prefix of the object store, or both. A first-level sub-folder whose name is a
/// valid dataset name feeds that dataset; everything else feeds <c>Ingestion:Drop:Dataset</c>.
/// </summary>
public sealed class DropOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion:Drop";

    internal const string Delete = "delete";
    internal const string KeepInDone = "keep-in-done";

    /// <summary>The watched folder, an absolute path. Default: empty, no folder is watched.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// Prefix of the object store's bucket under which objects are taken, such as <c>drop/</c>. Default: empty, none are.
    /// </summary>
    public string Prefix { get; set; } = "";

    /// <summary>Dataset of what lies in no sub-folder, or in one whose name is no valid dataset name. Default: <c>default</c>.</summary>
    [Required]
    public string Dataset { get; set; } = "default";

    /// <summary>
    /// A file is taken when its size and time of change were the same in at least two looks so far apart. Longer than the longest pause of a sender within
    /// a file. Objects need no such time: they are visible when they are whole. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan StableTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two looks. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What becomes of an input when its instance is stored, or it is sealed in the quarantine: <c>delete</c>, or <c>keep-in-done</c>, which moves it to
    /// <c>.done</c> in the watched folder, or beside the prefix (<c>drop/</c> to <c>drop-done/</c>), identities included. Default: <c>delete</c>.
    /// </summary>
    [AllowedValues(Delete, KeepInDone)]
    public string After { get; set; } = Delete;

    /// <summary>Inputs that are ingested at a time; more wait where they are. Default: 2.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Folder.Length > 0 && (!Path.IsPathFullyQualified(Folder) || Path.GetPathRoot(Folder) == Folder))
        {
            yield return new ValidationResult($"expected the absolute path of a folder, such as /srv/drop, found \"{Folder}\"", [nameof(Folder)]);
        }

        if (PrefixProblem() is { } problem)
        {
            yield return new ValidationResult(problem, [nameof(Prefix)]);
        }

        if (Names.Violation(Dataset) is { } violation)
        {
            yield return new ValidationResult(violation, [nameof(Dataset)]);
        }
    }

    private string? PrefixProblem()
    {
        if (Prefix.Length == 0)
        {
            return null;
        }

        try
        {
            ObjectKeySyntax.RequirePrefix(Prefix);
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }

        return Prefix[^1] != '/' ? $"expected a prefix that ends with '/', such as drop/, found \"{Prefix}\""
            : ObjectKeys.IsOwn(Prefix) ? $"expected a prefix of its own, such as drop/, found \"{Prefix}\", where the platform keeps its state"
            : null;
    }
}
