using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace MedSsl.Benchmarks;

/// <summary>
/// A link to a network namespace of its own, with a delay in each direction: a receiver in another building as a sender sees it. Whole IP packets are
/// delayed, so TCP is the kernel's at both ends. Done here because netem is missing in many kernels; needs root, iproute2 and <c>/dev/net/tun</c>.
/// </summary>
internal sealed class DelayedLink : IDisposable
{
    /// <summary>Our end of the link, where receivers listen.</summary>
    public const string Host = "10.231.77.1";

    /// <summary>Where senders are.</summary>
    public const string Guest = "10.231.77.2";
    private const int PacketBytes = 1 << 16;

    private readonly string name = $"medssl{Environment.ProcessId}";
    private readonly TunDevice ours;
    private readonly TunDevice theirs;

    private DelayedLink(TimeSpan delay)
    {
        var (near, far) = ($"{name}a", $"{name}b");
        Run("ip", "netns", "add", name);
        try
        {
            ours = new TunDevice(near);
            theirs = new TunDevice(far);
            Run("ip", "address", "add", Host, "peer", Guest, "dev", near);
            Run("ip", "link", "set", near, "up", "txqueuelen", "10000");
            Run("ip", "link", "set", far, "netns", name);
            Run("ip", "-n", name, "address", "add", Guest, "peer", Host, "dev", far);
            Run("ip", "-n", name, "link", "set", far, "up", "txqueuelen", "10000");
        }
        catch
        {
            Dispose();
            throw;
        }

        Carry(ours, theirs, delay);
        Carry(theirs, ours, delay);
    }

    /// <summary>What starts a command at the other end.</summary>
    public IReadOnlyList<string> Within => ["ip", "netns", "exec", name];

    /// <summary>The link, or why there is none.</summary>
    public static (DelayedLink? Link, string Error) TryOpen(TimeSpan delay)
    {
        try
        {
            return (new DelayedLink(delay), "");
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>The devices go with their handles.</summary>
    public void Dispose()
    {
        Run("ip", "netns", "delete", name);
        ours?.Dispose();
        theirs?.Dispose();
    }

    private static void Carry(TunDevice from, TunDevice to, TimeSpan delay)
    {
        var underWay = new BlockingCollection<(long Due, byte[] Packet)>();
        Start(() =>
        {
            var packet = new byte[PacketBytes];
            while (from.Read(packet) is var length and > 0)
            {
                underWay.Add((Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), packet[..length]));
            }
        });
        Start(() =>
        {
            using var wait = new ManualResetEventSlim();
            foreach (var (due, packet) in underWay.GetConsumingEnumerable())
            {
                var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (early > TimeSpan.Zero)
                {
                    wait.Wait(early);
                }

                to.Write(packet);
            }
        });
    }

    private static void Start(Action action)
    {
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The link is closed.
            }
        }) { IsBackground = true };
        thread.Start();
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {error.Trim()}");
        }
    }
}
