using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// Everything that decides the rest of a run, as it was at a step: copies in main memory, so that the training goes on while another thread writes them. It belongs to no dispose scope.
/// </summary>
public sealed class TrainingSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);
    private readonly CheckpointHeader _header;
    private readonly string _recipe;

    /// <summary>Copies a state.</summary>
    /// <param name="state">By name.</param>
    /// <param name="header">What else there is.</param>
    /// <param name="recipe">Every field of the recipe, as JSON.</param>
    internal TrainingSnapshot(IReadOnlyDictionary<string, Tensor> state, CheckpointHeader header, string recipe)
    {
        (_header, _recipe) = (header, recipe);
        using var noGradient = no_grad();
        foreach (var (name, tensor) in state)
        {
            var copy = empty(tensor.shape, tensor.dtype, CPU).DetachFromDisposeScope();
            copy.copy_(tensor);
            _state.Add(name, copy);
        }
    }

    /// <summary>Steps done.</summary>
    public long Step => _header.Step;

    /// <summary>Writes a checkpoint, on any thread.</summary>
    public void Write(Stream stream) => TrainingCheckpoint.Write(stream, _state, _header, _recipe);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }

        _state.Clear();
    }
}
