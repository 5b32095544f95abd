namespace MedSsl.Contracts.Training;

/// <summary>Command: pretrain a backbone. Public: may be sent as plain JSON.</summary>
public sealed record StartTraining
{
    /// <summary>Id of the run, chosen by the sender (letters, digits, <c>-</c>); the same id again starts nothing twice.</summary>
    public required string RunId { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the dataset; null for the newest.</summary>
    public int? DatasetVersion { get; init; }

    /// <summary>Name of the recipe, for example <c>small-data</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>Values that replace those of the recipe, by the recipe's field names, for example <c>"steps": "200"</c>.</summary>
    public IReadOnlyDictionary<string, string>? Overrides { get; init; }

    /// <summary>Name under which the backbone is registered.</summary>
    public required string Model { get; init; }
}
