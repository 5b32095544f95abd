using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Training.Health;

/// <summary>Copies of tensors that a forward pass changes, so that a step that failed can be undone; the copies are made once and filled again.</summary>
/// <param name="tensors">The live ones; they must stay the same objects.</param>
internal sealed class StateSnapshot(IEnumerable<Tensor> tensors) : IDisposable
{
    private readonly List<(Tensor Live, Tensor Copy)> _pairs = [.. tensors.Select(tensor => (tensor, tensor.detach().clone().DetachFromDisposeScope()))];

    /// <summary>Remembers the values of now.</summary>
    public void Take() => Each((live, copy) => copy.copy_(live));

    /// <summary>Brings back the values of the last <see cref="Take"/>.</summary>
    public void PutBack() => Each((live, copy) => live.copy_(copy));

    public void Dispose() => _pairs.ForEach(pair => pair.Copy.Dispose());

    private void Each(Action<Tensor, Tensor> copy)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _pairs.ForEach(pair => copy(pair.Live, pair.Copy));
    }
}
