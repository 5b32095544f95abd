namespace MedSsl.Contracts.Documents;

/// <summary>
/// Says of a run, and of each version of a model that it made, that its dataset version had images of a patient who was withdrawn later, or that it
/// began with the weights of a model that has such a stamp.
/// </summary>
public sealed record WithdrawalStamp
{
    /// <summary>Withdrawal.</summary>
    public required string WithdrawalId { get; init; }

    /// <summary>Run.</summary>
    public required string RunId { get; init; }

    /// <summary>Dataset of the run.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of that dataset.</summary>
    public required int DatasetVersion { get; init; }

    /// <summary>Samples of the patient in that version, near duplicates and volumes too.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The weights that the run began with (<c>model:NAME@VERSION</c> or <c>file:SHA256</c>), where these are of a model with a stamp of the same withdrawal; null otherwise.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>How often the run drew images of the patient; null where that was not computed, or its dataset version had none.</summary>
    public long? Exposures { get; init; }

    /// <summary>First step that did; null where none did, or that was not computed.</summary>
    public long? FirstStep { get; init; }

    /// <summary>Last step that did; null where none did, or that was not computed.</summary>
    public long? LastStep { get; init; }

    /// <summary>Steps of the run that these figures are about: those whose weights were kept when the stamp was written; null where nothing was computed.</summary>
    public long? Steps { get; init; }

    /// <summary>Newest checkpoint that is kept from before the first exposure; null where none is.</summary>
    public string? CheckpointBefore { get; init; }

    /// <summary>When it was written (UTC).</summary>
    public required DateTimeOffset StampedAt { get; init; }
}
