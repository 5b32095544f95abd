namespace MedSsl.Audit.Chain;

/// <summary>How long a chain was at some time: kept elsewhere, it shows that the end of the chain was cut off.</summary>
public sealed record ChainHead
{
    /// <summary>Name of the chain.</summary>
    public required string Chain { get; init; }

    /// <summary>The machine that writes it.</summary>
    public required string Host { get; init; }

    /// <summary>Number of its last record.</summary>
    public required long Sequence { get; init; }

    /// <summary>Hash of that record.</summary>
    public required string Mac { get; init; }

    /// <summary>Keyed hash of this statement.</summary>
    public required string Proof { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }
}
