using System.Collections.Concurrent;

namespace MedSsl.Ingestion.Drop;

/// <summary>Inputs that could not be taken, until when they are left alone, and which of them somebody was told of. So many at most are remembered.</summary>
internal sealed class PostponedInputs(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, string? Told)> inputs = new(StringComparer.Ordinal);

    /// <summary>Whether an input is to be left alone for now.</summary>
    public bool Contains(string name) => inputs.TryGetValue(name, out var input) && time.GetUtcNow() < input.Until;

    /// <summary>Whether somebody was told that an input cannot be taken.</summary>
    public bool IsTold(string name) => inputs.TryGetValue(name, out var input) && input.Told is not null;

    /// <summary>Whether somebody was told of this state of an input.</summary>
    public bool IsTold(string name, string state) => inputs.TryGetValue(name, out var input) && input.Told == state;

    /// <summary>Leaves an input alone for a while.</summary>
    public void Postpone(string name, TimeSpan delay) =>
        Set(name, delay, inputs.GetValueOrDefault(name).Told);

    /// <summary>The same for one that a person has to look at; true when that person has to be told, which is once for every state of it.</summary>
    public bool PostponeAndTell(string name, TimeSpan delay, string state)
    {
        var isTold = IsTold(name, state);
        return Set(name, delay, state) && !isTold;
    }

    /// <summary>The input was taken.</summary>
    public void Forget(string name) => inputs.TryRemove(name, out _);

    /// <summary>The whole place was looked at: forgets what has been gone for so long that nobody tried it any more.</summary>
    public void EndPass(TimeSpan goneFor)
    {
        var now = time.GetUtcNow();
        foreach (var (name, _) in inputs.Where(input => now - input.Value.Until > goneFor))
        {
            Forget(name);
        }
    }

    private bool Set(string name, TimeSpan delay, string? told)
    {
        if (inputs.Count >= capacity && !inputs.ContainsKey(name))
        {
            return false;
        }

        inputs[name] = (time.GetUtcNow() + delay, told);
        return true;
    }
}
