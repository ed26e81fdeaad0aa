import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  transpilePackages: ["@studio/ui"],
};

export default nextConfig;
