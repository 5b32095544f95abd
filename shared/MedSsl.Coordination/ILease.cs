namespace MedSsl.Coordination;

/// <summary>A lease that is held; disposing it releases it.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>Name that is owned.</summary>
    string Name { get; }

    /// <summary>
    /// Grows with every acquisition of this name. What the holder writes carries it, so that a holder that lost the lease without
    /// noticing can be told from the present one.
    /// </summary>
    long FencingToken { get; }

    /// <summary>Holds the lease for another duration; false when it was lost.</summary>
    Task<bool> RenewAsync(CancellationToken cancellationToken);
}
