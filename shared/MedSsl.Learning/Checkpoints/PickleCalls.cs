using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>What a pickle of a state dict may ask for, as data. It is all there is: nothing of Python's is run.</summary>
internal static class PickleCalls
{
    private const string OrderedDict = "collections.OrderedDict";
    private const string Tensor = "torch._utils._rebuild_tensor_v2";
    private const string Parameter = "torch._utils._rebuild_parameter";

    private static readonly Dictionary<string, ScalarType> StorageTypes = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    private static readonly string[] Callable = [OrderedDict, Tensor, Parameter];

    /// <exception cref="InvalidDataException">It is not one that state dicts are made of.</exception>
    public static PickledGlobal Find(string module, string name)
    {
        var global = $"{module}.{name}";
        return Callable.Contains(global, StringComparer.Ordinal) || StorageTypes.ContainsKey(global)
            ? new PickledGlobal(global)
            : throw new InvalidDataException($"The pickle asks for '{global}', which no state dict needs and which is not run; save the state dict alone: torch.save(model.state_dict(), file).");
    }

    public static object Call(PickledGlobal global, object?[] arguments) => (global.Name, arguments) switch
    {
        (OrderedDict, []) => new Dictionary<object, object?>(),
        (OrderedDict, [List<object?> pairs]) => Fill([], [.. pairs.SelectMany(pair => pair as IReadOnlyList<object?> is { Count: 2 } two ? two : throw Odd(global))]),
        (Tensor, [PickledStorage storage, long offset, object?[] shape, object?[] strides, ..]) => new PickledTensor(storage, offset, Sizes(shape), Sizes(strides)),
        (Parameter, [PickledTensor tensor, ..]) => tensor,
        _ => throw Odd(global),
    };

    /// <summary>What lies outside the pickle: ('storage', class, key, device, elements), in files from before 1.6 with a view of it as well.</summary>
    public static PickledStorage Storage(object?[] id) =>
        id is ["storage", PickledGlobal { Name: var name }, string key, _, long elements, ..] && elements >= 0 && StorageTypes.TryGetValue(name, out var type) && id.Length <= 6 && (id.Length < 6 || id[5] is null)
            ? new PickledStorage(key, type, elements)
            : throw new InvalidDataException($"The pickle refers to something outside it that is not a storage of tensors: ({string.Join(", ", id)}).");

    /// <summary>Sets keys and values, in turn.</summary>
    public static Dictionary<object, object?> Fill(Dictionary<object, object?> target, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw new InvalidDataException("The pickle has a key without a value.");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            target[items[i] is string or long ? items[i]! : throw new InvalidDataException($"The pickle has a dictionary with a key that is neither text nor a number: {items[i] ?? "None"}.")] = items[i + 1];
        }

        return target;
    }

    private static long[] Sizes(object?[] values) => [.. values.Select(PickleReader.As<long>)];

    private static InvalidDataException Odd(PickledGlobal global) => new($"The pickle calls '{global.Name}' with other arguments than PyTorch writes.");
}
