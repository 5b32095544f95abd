using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MedSsl.Learning.Optimization;

/// <summary>Changes parameters by their gradients. A parameter without gradient is left alone: no momentum, no decay.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    /// <summary>An optimiser of these parameters.</summary>
    /// <param name="parameters">By name.</param>
    protected Optimizer(IEnumerable<(string Name, Parameter Parameter)> parameters) => _parameters = [.. parameters];

    /// <summary>All the state there is, by kind and parameter name such as <c>momentum.conv1.weight</c>: with it a run goes on as if it had never stopped.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>Forgets the gradients; the memory goes with them.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter) in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>One step with the gradients that are there.</summary>
    /// <exception cref="NotFiniteNumberException">A gradient is infinite or not a number; no parameter has been changed.</exception>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var moved = _parameters.Where(entry => entry.Parameter.grad is not null).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        // All norms in one tensor: one transfer from the device instead of two for each parameter.
        var norms = stack(moved.Select(entry => entry.Parameter.norm()).Concat(moved.Select(entry => entry.Parameter.grad!.norm()))).to(ScalarType.Float64).cpu().data<double>().ToArray();
        if (Array.FindIndex(norms, norm => !double.IsFinite(norm)) is >= 0 and var bad)
        {
            var what = bad < moved.Count ? "value" : "gradient";
            throw new NotFiniteNumberException($"The {what} of '{moved[bad % moved.Count].Name}' has the norm {norms[bad]}: the training has diverged. A lower learning rate, a longer warm-up or precision Float32 may help.", norms[bad]);
        }

        for (var i = 0; i < moved.Count; i++)
        {
            Update(moved[i].Name, moved[i].Parameter, norms[i], norms[moved.Count + i], learningRate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Makes zeros for each parameter that a step remembers something in.</summary>
    /// <param name="kind">What it remembers.</param>
    /// <param name="zeros">Zeros for a parameter.</param>
    protected void Remember(string kind, Func<Parameter, Tensor> zeros)
    {
        foreach (var (name, parameter) in _parameters)
        {
            _state.Add($"{kind}.{name}", zeros(parameter).DetachFromDisposeScope());
        }
    }

    /// <summary>Changes one parameter, without gradient tracking.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameter">The parameter; its gradient is there and finite.</param>
    /// <param name="weightNorm">Its norm.</param>
    /// <param name="gradientNorm">That of its gradient.</param>
    /// <param name="learningRate">Rate of this step.</param>
    protected abstract void Update(string name, Parameter parameter, double weightNorm, double gradientNorm, double learningRate);

    /// <summary>Whether it is a bias or a scale or shift of a normalization: those that some recipes leave out of decay and scaling.</summary>
    protected static bool IsBiasOrNorm(Parameter parameter) => parameter.dim() <= 1;
}
