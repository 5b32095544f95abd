using Minio.Exceptions;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>Repeats what a passing fault of network or server broke, a bounded number of times, and names what remains.</summary>
internal sealed class S3Attempts(string server, S3Timing timing, TimeProvider time)
{
    public async Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && IsOfStore(fault))
            {
                await PauseAsync(operation, fault, number, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits before attempt <paramref name="failed"/> + 1, or throws when there is none.</summary>
    public Task PauseAsync(string operation, Exception fault, int failed, CancellationToken cancellationToken)
    {
        if (failed >= timing.Attempts || !IsTransient(fault))
        {
            throw Unavailable(operation, fault, failed);
        }

        return Task.Delay(timing.Pause * Math.Pow(2, failed - 1), time, cancellationToken);
    }

    public ObjectStoreUnavailableException Unavailable(string operation, Exception fault, int attempts)
    {
        var reason = fault is OperationCanceledException or TimeoutException ? $"no byte moved for {timing.Stall.TotalSeconds:F0} s" : Describe(fault);
        var advice = IsTransient(fault) ? "" : " Check endpoint, bucket, keys and clock.";
        return new ObjectStoreUnavailableException(
            $"S3 at {server}: {operation} failed after {attempts} attempt{(attempts == 1 ? "" : "s")}: {reason}.{advice}",
            fault
        );
    }

    /// <summary>Faults of server and network, as opposed to those of the caller.</summary>
    public static bool IsOfStore(Exception fault) =>
        fault
            is S3Fault
                or MinioException
                or AuthorizationException
                or MalFormedXMLException
                or HttpRequestException
                or TimeoutException
                or OperationCanceledException
        || (fault is IOException and not ObjectStoreUnavailableException);

    private static bool IsTransient(Exception fault) =>
        fault switch
        {
            S3Fault answer => answer.IsTransient,
            AccessDeniedException or ForbiddenException or AuthorizationException => false,
            BucketNotFoundException or InvalidBucketNameException or InvalidObjectNameException or InvalidEndpointException => false,
            _ => true,
        };

    private static string Describe(Exception fault) => (fault.InnerException is { } inner ? $"{fault.Message} ({inner.Message})" : fault.Message).TrimEnd('.');
}
