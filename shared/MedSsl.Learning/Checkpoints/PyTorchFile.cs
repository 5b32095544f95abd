using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// Tensors of a file of <c>torch.save</c>: a zip archive (since PyTorch 1.6) or a row of pickles (before; the published SwAV weights are such files). Nothing in it is run: see
/// <see cref="PickleReader"/>.
/// </summary>
public static class PyTorchFile
{
    // Views may overlap, as tied weights do; a file whose tensors are many times its size is no file of weights.
    private const int MostBytesOverFile = 4;

    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model"];

    /// <summary>Reads the tensors of a state dict, or of one under <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c>; they belong to the caller.</summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <returns>By name, contiguous, in the types that the file has.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for something that a state dict does not need; the message says what.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = NewDisposeScope();
        try
        {
            using var content = PyTorchZip.IsZip(stream) ? (IPyTorchContent)PyTorchZip.Open(stream) : PyTorchPickles.Open(stream);
            var tensors = StateDict(content.Root);
            Check(tensors, stream.Length);
            return tensors.ToDictionary(pair => pair.Key, pair => View(content.Load(pair.Value.Storage), pair.Value).MoveToOuterDisposeScope(), StringComparer.Ordinal);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The PyTorch file ends before the data that it announces.");
        }
    }

    private static Dictionary<string, PickledTensor> StateDict(object? root)
    {
        var tensors = Tensors(root);
        foreach (var wrapper in Wrappers)
        {
            if (tensors.Count == 0 && root is Dictionary<object, object?> whole && whole.TryGetValue(wrapper, out var inner))
            {
                tensors = Tensors(inner);
            }
        }

        if (tensors.Count == 0)
        {
            var found = root is Dictionary<object, object?> other ? $"a dictionary of {string.Join(", ", other.Keys.Take(10).Select(key => $"'{key}'"))}" : root?.GetType().Name ?? "None";
            throw new InvalidDataException($"The file holds no state dict: found is {found}; expected are tensors by name, or such under {string.Join(", ", Wrappers)}.");
        }

        return tensors;
    }

    private static Dictionary<string, PickledTensor> Tensors(object? value) =>
        (value as Dictionary<object, object?> ?? []).Where(pair => pair is { Key: string, Value: PickledTensor }).ToDictionary(pair => (string)pair.Key, pair => (PickledTensor)pair.Value!, StringComparer.Ordinal);

    /// <summary>Before anything is allocated: every view lies within its storage, and storages and views are no larger than the file can mean.</summary>
    private static void Check(Dictionary<string, PickledTensor> tensors, long fileBytes)
    {
        foreach (var (name, tensor) in tensors)
        {
            var (storage, shape, strides) = (tensor.Storage, tensor.Shape, tensor.Strides);
            var isLaidOut = tensor.Offset >= 0 && shape.Length == strides.Length && shape.All(size => size >= 0) && strides.All(stride => stride >= 0);
            var last = isLaidOut ? shape.Zip(strides).Aggregate((Int128)tensor.Offset, (at, axis) => at + ((Int128)Math.Max(axis.First - 1, 0) * axis.Second)) : -1;
            if (!isLaidOut || Count(shape) > storage.Elements || (Count(shape) > 0 && last >= storage.Elements))
            {
                throw new InvalidDataException($"Tensor '{name}' of [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] from {tensor.Offset} on does not lie within its storage of {storage.Elements} elements.");
            }
        }

        var storages = tensors.Values.Select(tensor => tensor.Storage).Distinct().Aggregate((Int128)0, (sum, storage) => sum + ((Int128)storage.Elements * storage.Type.ElementSize()));
        var views = tensors.Values.Aggregate((Int128)0, (sum, tensor) => sum + (Count(tensor.Shape) * tensor.Storage.Type.ElementSize()));
        if (storages > fileBytes || views > (Int128)fileBytes * MostBytesOverFile)
        {
            throw new InvalidDataException($"The file has {fileBytes} bytes and announces storages of {storages} and tensors of {views} bytes: it is damaged, or made to fill the memory.");
        }
    }

    // Bounded on the way: a product of many sizes leaves every integer behind.
    private static Int128 Count(long[] shape) => shape.Contains(0) ? 0 : shape.Aggregate((Int128)1, (count, size) => count > long.MaxValue ? count : count * size);

    private static Tensor View(Tensor storage, PickledTensor tensor) => storage.as_strided(tensor.Shape, tensor.Strides, tensor.Offset).contiguous();
}
