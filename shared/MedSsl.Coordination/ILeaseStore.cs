namespace MedSsl.Coordination;

/// <summary>Exclusive, time-limited ownership of a name among all processes of a deployment.</summary>
public interface ILeaseStore
{
    /// <summary>
    /// Takes the lease when nobody holds it, else answers null at once. A holder that neither renews nor releases loses it after
    /// <paramref name="duration"/>.
    /// </summary>
    Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Throws when the store cannot be reached: used by the health check.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
