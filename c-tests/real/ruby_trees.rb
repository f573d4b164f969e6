# Fibers: two trees that hold the same keys in different shapes, each walked by a recursive method in a
# fiber that yields every key, and compared in step; in four threads with fibers of their own.
#
#     ruby ruby_trees.rb 20

Node = Struct.new(:key, :left, :right)

def insert(node, key)
  return Node.new(key) unless node
  if key < node.key
    node.left = insert(node.left, key)
  else
    node.right = insert(node.right, key)
  end
  node
end

def visit(node)
  return unless node
  visit(node.left)
  Fiber.yield(node.key)
  visit(node.right)
end

def walk(root)
  Fiber.new do
    visit(root)
    nil
  end
end

state = 1
keys = Array.new(2000) { state = (state * 1_664_525 + 1_013_904_223) % (1 << 32) }
one = keys.inject(nil) { |root, key| insert(root, key) }
other = keys.reverse.inject(nil) { |root, key| insert(root, key) }
rounds = (ARGV[0] || 20).to_i

threads = (1..4).map do |number|
  Thread.new do
    compared = digest = 0
    rounds.times do
      a = walk(one)
      b = walk(other)
      while key = a.resume
        raise "not the same" if b.resume != key
        compared += 1
        digest = (digest * 31 + key * number) % 1_000_000_007
      end
    end
    "#{compared} keys compared, digest #{digest}"
  end
end
threads.each { |thread| puts thread.value }
