using StackExchange.Redis;

namespace MedSsl.Coordination.Redis;

/// <summary>The one connection of a process. It is made at the first use, and made again by itself after the server was away.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly ConfigurationOptions _configuration;
    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer;

    public RedisConnection(string connectionString)
    {
        _configuration = ConfigurationOptions.Parse(connectionString);
        // A server that is away at the start is treated as one that goes away later: calls fail, until it is there.
        _configuration.AbortOnConnectFail = false;
        _configuration.ReconnectRetryPolicy = new LinearRetry(500);
        _multiplexer = new Lazy<Task<ConnectionMultiplexer>>(() => ConnectionMultiplexer.ConnectAsync(_configuration));
    }

    public async Task<T> RunAsync<T>(string operation, Func<IDatabase, Task<T>> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await _multiplexer.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await command(multiplexer.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            throw new CoordinationUnavailableException($"Redis at {Servers}: {operation} failed: {Reason(fault)}", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer.IsValueCreated)
        {
            var multiplexer = await _multiplexer.Value.ConfigureAwait(false);
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Not the connection string, which holds the password.
    private string Servers => string.Join(", ", _configuration.EndPoints.Select(endPoint => endPoint.ToString()?.Replace("Unspecified/", "", StringComparison.Ordinal)));

    // The library appends pages of statistics to its messages.
    private static string Reason(Exception fault)
    {
        var end = fault.Message.IndexOf(", ", StringComparison.Ordinal);
        return end < 0 ? fault.Message : fault.Message[..end];
    }
}
